//! How the server and the node program prove themselves to each other over a key that never travels. The format is
//! described, with an example that the tests compute, in `agent/README.md` under "Proofs".

use hmac::{Hmac, KeyInit, Mac};
use http::Method;
use sha2::{Digest, Sha256};

/// The key of this server and the node programs. Has no `Debug`: it must not get into a log.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::cluster) struct Key(Vec<u8>);

impl Key {
    /// The key that a Secret holds, trimmed as the node program trims it; an empty one is none.
    pub(super) fn new(bytes: &[u8]) -> Option<Self> {
        let trimmed = bytes.trim_ascii();
        (!trimmed.is_empty()).then(|| Self(trimmed.to_vec()))
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What a request says of itself. `path` is the one that the node program sees, without the API server's prefix.
    pub(super) fn auth(&self, nonce: &str, time: i64, method: &Method, path: &str, body: &[u8]) -> String {
        let signed = format!("request\n{nonce}\n{time}\n{method}\n{path}\n{}", sha256(body));
        hex(&self.mac(&signed).finalize().into_bytes())
    }

    /// Whether the holder of the key answered this to the request of this nonce. Compares in constant time.
    pub(super) fn proves(&self, proof: &str, nonce: &str, status: u16, body: &[u8]) -> bool {
        let signed = format!("answer\n{nonce}\n{status}\n{}", sha256(body));
        unhex(proof).is_some_and(|proof| self.mac(&signed).verify_slice(&proof).is_ok())
    }

    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.chain_update(signed)
    }
}

/// 128 random bits, in hex: what makes one request unlike every other.
pub(super) fn nonce() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// The hash of a body, in hex.
pub(super) fn sha256(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    digits.chunks_exact(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).ok()).collect()
}
