//! The stable codes of `bundle-format.md` section 2.2: one row a code, with class, whom it speaks against, and one plain sentence.
//!
//! The table is the whole truth about a code; a finding may sharpen the class or the party, never the name.

use super::{Against, Class};

macro_rules! codes {
    ($($variant:ident $name:literal $class:ident $against:ident $means:literal;)*) => {
        /// A stable code of the format.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
        pub enum Code {
            $(#[doc = $means] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the specification.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The name that stands in reports and never changes.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// The class that the code has unless the finding says otherwise.
            pub fn class(self) -> Class {
                match self { $(Code::$variant => Class::$class),* }
            }

            /// The party that the code speaks against unless the finding says otherwise.
            pub fn against(self) -> Against {
                match self { $(Code::$variant => Against::$against),* }
            }

            /// One plain sentence on what the code means.
            pub fn means(self) -> &'static str {
                match self { $(Code::$variant => $means),* }
            }
        }
    };
}

codes! {
    ZipFormat "E_ZIP_FORMAT" Undecidable Container "The archive breaks the strict ZIP profile";
    ZipPath "E_ZIP_PATH" Undecidable Container "A name in the archive is not one that the format allows";
    ZipDup "E_ZIP_DUP" Undecidable Container "Two entries of the archive have the same name";
    ZipMismatch "E_ZIP_MISMATCH" Undecidable Container "Two statements of the archive about one entry differ";
    ZipOverlap "E_ZIP_OVERLAP" Undecidable Container "Entries of the archive overlap or leave a hole";
    ZipBomb "E_ZIP_BOMB" Undecidable Container "An entry unpacks to more than it declares";
    ZipMethod "E_ZIP_METHOD" Undecidable Container "An entry uses a compression method that is not allowed";
    ZipEncrypted "E_ZIP_ENCRYPTED" Undecidable Container "An entry is encrypted";
    ZipSymlink "E_ZIP_SYMLINK" Undecidable Container "An entry is a link, a folder or a device";
    WarnNestedArchive "W_NESTED_ARCHIVE" Warning Container "A blob is itself an archive; it is never unpacked";
    ManifestFormat "E_MANIFEST_FORMAT" Undecidable Exporter "The manifest is missing or malformed";
    ManifestSig "E_MANIFEST_SIG" Contradicted Exporter "The manifest was changed after a known exporter signed it";
    WarnExporterUnknown "W_EXPORTER_UNKNOWN" Warning Exporter "No exporter that you trust signed the manifest";
    FileMissing "E_FILE_MISSING" Contradicted Exporter "A file that the manifest lists is not there";
    FileHash "E_FILE_HASH" Contradicted Exporter "A file does not have the digest that the manifest states";
    FileSize "E_FILE_SIZE" Contradicted Exporter "A file does not have the size that the manifest states";
    FileUnlisted "E_FILE_UNLISTED" Undecidable Exporter "A file is there that the manifest does not list";
    WarnWithheldUnreferenced "W_WITHHELD_UNREFERENCED" Warning Exporter "A blob is declared withheld that no disclosed record names";
    NoteFormat "E_NOTE_FORMAT" Undecidable Operator "The checkpoint is not a well-formed signed note";
    CkptFormat "E_CKPT_FORMAT" Undecidable Operator "The checkpoint is missing or malformed";
    CkptUntrusted "E_CKPT_UNTRUSTED" Undecidable Operator "No log key that you trust signed the checkpoint";
    CkptSig "E_CKPT_SIG" Contradicted Operator "A signature of a trusted log key on the checkpoint is false";
    Origin "E_ORIGIN" Contradicted Exporter "Manifest and checkpoint name different logs";
    OriginExpected "E_ORIGIN_EXPECTED" Undecidable Operator "The bundle is of another log than the one you expect";
    Cosig "E_COSIG" Contradicted Witness "A signature of a trusted witness on the checkpoint is false";
    Quorum "E_QUORUM" Undecidable Witness "Too few witnesses signed the checkpoint";
    WarnNoWitness "W_NO_WITNESS" Warning Operator "The policy asks for no witness, so the operator could show others another history";
    WarnConsistencyUnused "W_CONSISTENCY_UNUSED" Warning Exporter "The consistency proof could not be used";
    WarnCosigFuture "W_COSIG_FUTURE" Warning Witness "A witness signed at a time that lies in the future";
    WarnStale "W_STALE" Warning Operator "The checkpoint is older than the limit; newer records may exist";
    WarnCkptExtension "W_CKPT_EXTENSION" Warning Operator "The checkpoint has extension lines, whose meaning is not checked";
    ProofFormat "E_PROOF_FORMAT" Undecidable Exporter "A proof file is missing or malformed";
    ProofCount "E_PROOF_COUNT" Undecidable Exporter "The proof has the wrong number of hashes";
    RecordFiles "E_RECORD_FILES" Undecidable Exporter "The record files are not the ones that the proof calls for";
    RecordCount "E_RECORD_COUNT" Contradicted Exporter "There are more or fewer records than the proof states";
    Root "E_ROOT" Contradicted Operator "The records do not add up to the root that the operator signed";
    Consistency "E_CONSISTENCY" Contradicted Exporter "The consistency proof does not hold";
    Fork "E_FORK" Contradicted Operator "The operator signed two histories of this log that cannot both be true";
    Rollback "E_ROLLBACK" Contradicted Operator "A newer checkpoint of this log is known; this one is not the current state";
    WarnOlder "W_OLDER" Warning Operator "A newer checkpoint of this log is remembered";
    LineTooLong "E_LINE_TOO_LONG" Undecidable Operator "A record line is longer than 65,535 bytes";
    EmptyLine "E_EMPTY_LINE" Undecidable Operator "A record line is empty";
    TruncatedLine "E_TRUNCATED_LINE" Undecidable Operator "The last line of a record file does not end in a line feed";
    Cr "E_CR" Undecidable Operator "A record line holds a carriage return";
    Utf8 "E_UTF8" Undecidable Operator "A record line is not valid UTF-8";
    Json "E_JSON" Undecidable Operator "A record line is not one JSON object";
    JsonDupkey "E_JSON_DUPKEY" Undecidable Operator "A record names one member twice, so programs may read it differently";
    Schema "E_SCHEMA" Undecidable Operator "A record lacks a member or has one of the wrong form";
    WarnBidi "W_BIDI" Warning Actor "A record holds characters that can make text look like other text";
    SigMissing "E_SIG_MISSING" Contradicted Operator "A record line does not end in a signature";
    SigEncoding "E_SIG_ENCODING" Contradicted Operator "The signature of a record is not canonical base64";
    SigInvalid "E_SIG_INVALID" Contradicted Operator "The signature does not fit the record: its bytes are not the ones that were signed";
    SigNoncanonical "E_SIG_NONCANONICAL" Contradicted Operator "The signature was re-encoded";
    KeyWeak "E_KEY_WEAK" Undecidable Authority "A key event brings a key whose signatures prove nothing";
    SigContext "E_SIG_CONTEXT" Contradicted Operator "The record was signed for another log and moved here";
    KeyUnknown "E_KEY_UNKNOWN" Contradicted Operator "No key event before this record authorises its key";
    KeyId "E_KEY_ID" Contradicted Authority "The id of a key in a key event is not that of its bytes";
    KeyCollision "E_KEY_COLLISION" Undecidable Container "Two keys of the trust profile share one name and id";
    KeyAuthority "E_KEY_AUTHORITY" Contradicted Authority "A key acted for the authority that was not the authority in force";
    AuthorityUnknown "E_AUTHORITY_UNKNOWN" Undecidable Authority "A key acted for the authority that nothing you trust names";
    KeyRevoked "E_KEY_REVOKED" Contradicted Operator "The record was sequenced after its key was revoked";
    KeyValidity "E_KEY_VALIDITY" Contradicted Operator "The record lies outside the time for which its key was authorised";
    WarnKeyCompromiseWindow "W_KEY_COMPROMISE_WINDOW" Warning Authority "Records were signed while the key may have been in other hands";
    KeyActor "E_KEY_ACTOR" Contradicted Operator "The key is authorised for another actor";
    KeyStatusUnproven "E_KEY_STATUS_UNPROVEN" Undecidable Exporter "Nothing in the bundle proves that the key was still authorised here";
    KeyReuse "E_KEY_REUSE" Contradicted Authority "A key event uses a revoked key again, or gives one key id a second key";
    KeySet "E_KEY_SET" Contradicted Authority "A key snapshot contradicts the key events before it";
    Head "E_HEAD" Contradicted Authority "The authority states a chain end that the records contradict";
    WarnRevokeDelayed "W_REVOKE_DELAYED" Warning Operator "Records of a key were sequenced after the time at which it was revoked";
    ActorSeqGap "E_ACTOR_SEQ_GAP" Contradicted Operator "Records of this actor are missing, although every index between is disclosed";
    WarnActorGap "W_ACTOR_GAP" Warning Exporter "Records of this actor lie in a part that was not read: not disclosed, or failing its own checks";
    ActorSeqDup "E_ACTOR_SEQ_DUP" Contradicted Operator "A record of this actor stands again, or out of order";
    ActorPrev "E_ACTOR_PREV" Contradicted Actor "The record does not link to the actor's record before it";
    RefUnresolved "E_REF_UNRESOLVED" Contradicted Operator "The record refers to one that is not in the log before it";
    WarnRefOutside "W_REF_OUTSIDE" Warning Exporter "The record refers to one that was not read: not disclosed, or failing its own checks";
    WarnLeafDup "W_LEAF_DUP" Warning Operator "The same line stands twice";
    WarnOpenRun "W_OPEN_RUN" Warning Actor "A run was never ended, or a tool call never answered";
    WarnActorConfusable "W_ACTOR_CONFUSABLE" Warning Actor "Two actors have names that look alike";
    WarnTimeBackwards "W_TIME_BACKWARDS" Warning Actor "The actor's clock went backwards";
    WarnTimeAfterCheckpoint "W_TIME_AFTER_CHECKPOINT" Warning Actor "The record claims a time after the witnesses saw it: a wrong clock";
    WarnTimeBackdated "W_TIME_BACKDATED" Warning Actor "The record claims a time before a checkpoint that does not hold it yet";
    WarnTstUntrusted "W_TST_UNTRUSTED" Warning Container "The chain of a time stamp does not end in your profile";
    Tst "E_TST" Contradicted Container "A time stamp is invalid";
    BlobHash "E_BLOB_HASH" Contradicted Exporter "The bytes of a blob are not those of its id";
    BlobLen "E_BLOB_LEN" Contradicted Exporter "A blob does not have the length that the record states";
    BlobMeta "E_BLOB_META" Contradicted Operator "Records disagree about the length or salt of one blob";
    BlobMissing "E_BLOB_MISSING" Undecidable Exporter "A blob is not there and not declared withheld by an exporter that you trust";
    WarnBlobWithheld "W_BLOB_WITHHELD" Warning Exporter "A blob is withheld, as the exporter declared";
    PackFormat "E_PACK_FORMAT" Undecidable Exporter "A pack of blobs is malformed";
    BlobDup "E_BLOB_DUP" Undecidable Exporter "One blob lies in the bundle twice";
    WarnBlobUnreferenced "W_BLOB_UNREFERENCED" Warning Exporter "A blob is named by no disclosed record that passed its checks";
    BlobSalt "E_BLOB_SALT" Undecidable Exporter "A salted blob is shorter than its salt";
    WarnBlobSalt "W_BLOB_SALT" Warning Actor "Two blobs have the same salt";
    Limit "E_LIMIT" Undecidable Container "A limit was reached, so a part was not checked";
    Unsupported "E_UNSUPPORTED" Undecidable Operator "This version of the program does not know what a record uses";
    Io "E_IO" Undecidable Container "A part could not be read";
    Interrupted "E_INTERRUPTED" Undecidable Container "The check was stopped before it was through";
    Nothing "E_NOTHING" Undecidable Exporter "The bundle discloses no record, so there is nothing to check";
    Profile "E_PROFILE" Undecidable Container "The trust profile cannot be used; mend it and verify again";
    WarnNotChecked "W_NOT_CHECKED" Warning Container "Something is present that this version does not check";
}
