//! The strict rule on other people's vectors: CCTV's edge cases and Wycheproof.

use super::shared;
use recount::crypto::{PublicKey, Signature};
use serde_json::Value;

fn bytes(value: &Value) -> Vec<u8> {
    let hex = value.as_str().unwrap();
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn accepts(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else { return false };
    PublicKey::parse(&key).is_some_and(|key| key.check(message, &Signature(signature)).is_ok())
}

#[test]
fn cctv_accepts_exactly_43_of_914() {
    let Some(path) = shared::path("vectors/ed25519/cctv.json") else { return };
    let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let good =
        vectors.iter().filter(|v| accepts(&bytes(&v["key"]), v["msg"].as_str().unwrap().as_bytes(), &bytes(&v["sig"])));
    assert_eq!((vectors.len(), good.count()), (914, 43));
}

#[test]
fn wycheproof_agrees_on_all_151() {
    let Some(path) = shared::path("vectors/ed25519/wycheproof.json") else { return };
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut count = 0;
    for group in file["testGroups"].as_array().unwrap() {
        let key = bytes(&group["publicKey"]["pk"]);
        for test in group["tests"].as_array().unwrap() {
            let found = accepts(&key, &bytes(&test["msg"]), &bytes(&test["sig"]));
            assert_eq!(found, test["result"] == "valid", "{test}");
            count += 1;
        }
    }
    assert_eq!(count, 151);
}
