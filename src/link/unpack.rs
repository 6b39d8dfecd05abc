//! Large batches come under zstd.

use std::io::Read as _;

/// A batch, unpacked, in bytes.
const BATCH_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The lines in a packed batch.
pub(super) fn unpack(bytes: &[u8]) -> Result<String, String> {
    let mut text = String::new();
    let decoder = zstd::stream::read::Decoder::new(bytes).map_err(|e| e.to_string());
    let read = decoder.and_then(|decoder| {
        let mut bounded = decoder.take(BATCH_BYTES_MAX);
        bounded.read_to_string(&mut text).map_err(|e| e.to_string())
    });
    match read {
        Ok(n) if (n as u64) < BATCH_BYTES_MAX => Ok(text),
        Ok(_) => Err("the server packed more into one batch than fits".into()),
        Err(why) => Err(format!("a packed batch of the server does not unpack: {why}")),
    }
}
