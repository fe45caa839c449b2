//! What `attach` carries in both directions: a kind, a length, a body.

use std::io;

use serde::Serialize;
use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest body.
pub const MOST: usize = 64 * 1024;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Which; `agent/README.md` has the list.
    pub kind: u8,
    /// What.
    pub body: Vec<u8>,
}

impl Frame {
    /// A message that says nothing but its kind.
    pub fn bare(kind: u8) -> Self {
        Self { kind, body: Vec::new() }
    }

    /// A message in JSON.
    pub fn json(kind: u8, body: &impl Serialize) -> Self {
        // What we say ourselves has no keys but text, so this can't fail.
        Self { kind, body: serde_json::to_vec(body).unwrap_or_default() }
    }

    /// As it travels.
    pub fn encoded(&self) -> Vec<u8> {
        let length = u32::try_from(self.body.len()).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(5 + self.body.len());
        bytes.push(self.kind);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Reads the next one; `None` is the end. NB: not to be cancelled half-way.
    pub async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Self>> {
        let mut head = [0; 5];
        match from.read_exact(&mut head).await {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        };
        let [kind, length @ ..] = head;
        let length = u32::from_be_bytes(length) as usize;
        if length > MOST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame is too long"));
        }
        let mut body = vec![0; length];
        from.read_exact(&mut body).await?;
        Ok(Some(Self { kind, body }))
    }
}
