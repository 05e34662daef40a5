//! The JSON reader: what is refused, and where.

use super::*;

#[test]
fn good_json_keeps_order_and_number_text() {
    let value = Value::parse(r#" {"b":1e999,"a":["\u00e9\ud83d\ude00\n",true,null,-0.10]} "#).unwrap();
    assert_eq!(value.get("b"), Some(&Value::Number("1e999")));
    let items = value.get("a").and_then(Value::as_array).unwrap();
    assert_eq!(items[0].as_str(), Some("é😀\n"));
    assert_eq!(items[3], Value::Number("-0.10"));
}

#[test]
fn bad_json_is_refused() {
    for text in [
        "",
        "{",
        "{}x",
        "[1,]",
        "{\"a\":1,}",
        "01",
        "1.",
        "-",
        "NaN",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\x\"",
        "\"\t\"",
        "+1",
        "'a'",
        "{a:1}",
        "\"\\u12g4\"",
        "\"\\u+123\"",
    ] {
        assert!(matches!(Value::parse(text), Err(JsonError::Syntax(..))), "{text}");
    }
    assert!(Value::parse(&("[".repeat(64) + &"]".repeat(64))).is_ok());
    assert!(Value::parse(&("[".repeat(65) + &"]".repeat(65))).is_err());
}

#[test]
fn equal_names_are_found_after_unescaping_at_any_depth() {
    assert_eq!(Value::parse(r#"{"a":{"b":1,"\u0062":2}}"#), Err(JsonError::Duplicate(12, "a.b".into())));
    assert!(matches!(Value::parse(r#"{"a":1,"a":2,]"#), Err(JsonError::Syntax(..))));
    let many: Vec<String> = (0..40).map(|n| format!("\"k{}\":1", n % 39)).collect();
    assert!(matches!(Value::parse(&format!("{{{}}}", many.join(","))), Err(JsonError::Duplicate(..))));
}

#[test]
fn integers_have_one_spelling() {
    assert_eq!(Value::Number("9007199254740991").as_integer(), Some(INTEGER_MAX));
    for text in ["9007199254740992", "-1", "1.0", "1e3"] {
        assert_eq!(Value::Number(text).as_integer(), None);
    }
}
