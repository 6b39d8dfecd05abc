//! What the kernel says another process has used: resident memory and time on a core; and what the
//! whole machine was busy with, so that a disturbed run can be told.
//!
//! Linux only, like the benches. Read of `/proc/PID`, so it costs the measured process nothing.

use std::fs;
use std::io;
use std::process;
use std::time::Duration;

/// `/proc/PID/stat` counts in these; 100 a second wherever Linux shows it to programs.
const TICK: Duration = Duration::from_millis(10);

/// `utime` and `stime` in `/proc/PID/stat`, counted from behind the name in brackets.
const USER_TICKS_AT: usize = 11;
const OWN_FIELDS: usize = 2;

/// The same with those of children that have ended: `utime`, `stime`, `cutime`, `cstime`.
const FAMILY_FIELDS: usize = 4;

/// `idle` and `iowait` in the first line of `/proc/stat`.
const IDLE_TICKS_AT: [usize; 2] = [3, 4];

/// A process's use of the machine so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    /// Of all its threads, those that have ended too; good to 10 ms.
    pub(crate) cpu: Duration,
    pub(crate) rss_kib: u64,
}

/// Asks for both at one moment.
pub(crate) fn usage(pid: u32) -> io::Result<Usage> {
    Ok(Usage { cpu: cpu(pid)?, rss_kib: rss_kib(pid)? })
}

/// Time that all cores together were not idle, time stolen by the host counted in.
pub(crate) fn machine_busy() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().and_then(|line| line.strip_prefix("cpu "));
    let mut ticks = 0;
    for (at, field) in line.ok_or_else(|| unread("stat"))?.split_whitespace().enumerate() {
        // Guests (from 8 on) are in user time already.
        if at < 8 && !IDLE_TICKS_AT.contains(&at) {
            ticks += field.parse::<u32>().map_err(io::Error::other)?;
        }
    }
    Ok(TICK * ticks)
}

fn cpu(pid: u32) -> io::Result<Duration> {
    ticks(pid, OWN_FIELDS)
}

/// What this process and its children that have ended used.
pub(crate) fn family_busy() -> io::Result<Duration> {
    ticks(process::id(), FAMILY_FIELDS)
}

fn ticks(pid: u32, fields_read: usize) -> io::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').ok_or_else(|| unread("stat"))?;
    let mut ticks = 0;
    for field in fields.split_whitespace().skip(USER_TICKS_AT).take(fields_read) {
        ticks += field.parse::<u32>().map_err(io::Error::other)?;
    }
    Ok(TICK * ticks)
}

fn rss_kib(pid: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse().ok())
        .ok_or_else(|| unread("status"))
}

fn unread(file: &str) -> io::Error {
    io::Error::other(format!("/proc/PID/{file} does not read as expected"))
}
