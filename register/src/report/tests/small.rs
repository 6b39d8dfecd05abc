//! The report of the small incident, as it must come out byte for byte.

/// Of `crate::tests::script::STORY`.
pub(super) const SMALL: &str = r"
# INC-42 Checkout returns 500s

|  |  |
| --- | --- |
| Report | draft, up to record `#39` |
| Severity | P1, critical: complete outage, or data at risk, for many users |
| Kind | availability, people cannot reach or use the service |
| Phase | closed, all that is left is to learn from it |
| Opened | 2026-11-21 14:03 by ana |
| Closed | 2026-11-22 01:16 |
| Lead | cy |
| Comms | eve |

All times are UTC; `~` stands before what is approximate.

> Regardless of what we discover, we understand and truly believe that everyone did the best job they could, given what they knew at the time, their skills and abilities, the resources available, and the situation at hand.
>
> Norman Kerth, the prime directive

## Summary

- P1, availability: people cannot reach or use the service. Phase: closed.
- Users were affected for \~11 h 18 m 0 s.
- On the record: 1 decision, 2 tasks, 2 questions, 5 responders.

## Impact on users

- 2026-11-21 14:04 `#8` ana (personal data: not known): 38 % of checkouts fail, all in eu-west
- 2026-11-21 14:16 `#34` cy (no personal data is touched): nobody any more

## Timeline

By when things happened; each line in the words that were recorded, whatever came later.

### Saturday 21 November 2026

- 13:58 `#23` ben, observation (learnt 14:14):
  ````text
  log says
    GET /pay 500
  ```retry```
  ````
- 13:58~ `#26` ana (learnt 14:14): it began about 13:58
- 14:01 `#27` ana (learnt 14:14): it was detected 14:01
- 14:03 `#1` ana: opened as P1 availability: Checkout returns 500s
- 14:03 `#2`: ben joined
- 14:04 `#3`: cy joined
- 14:04 `#4`: eve joined
- 14:04 `#5`: gil joined
- 14:04 `#6` ana: comms offered to eve
- 14:04 `#7`: eve has comms
- 14:04 `#8` ana, impact: 38 % of checkouts fail, all in eu-west
- 14:05 `#9` ben, fact (has changed, see `#22`): 38 % of checkouts fail
- 14:05 `#10` gil, question: did the 13:50 deploy touch checkout?
- 14:05 `#11` cy, question: is us-east hit too?
- 14:06~ `#12` ben, action (learnt 14:07) (no effect `#24`): restarted checkout-3
- 14:07 `#13` eve, update: to public: Some card payments fail. We are on it.
- 14:07 `#14` cy, fact (corrected in `#25`): suspected: only eu-west
- 14:07 `#15` ben: `#10` answered: yes, it moved us to TLS 3.2
- 14:08 `#16` **\*** ana: proposed: roll back the 13:50 deploy
- 14:08 `#17` cy: objects to `#16`: brings back wrong VAT totals
- 14:09 `#18` ana: GO, amended: `#16` roll back the 13:50 deploy; changed: in eu-west only: VAT hits 1 %, this hits 38 %
- 14:09 `#19` ana, task (worked `#30`): roll back eu-west: ben
- 14:09 `#20` ana, task: check VAT totals after it
- 14:09 `#21`: ben has `#19`
- 14:14 `#22` cy, fact: `#9` has changed: 52 % of checkouts fail
- 14:14 `#24` ben: `#12` no effect
- 14:14 `#25` cy: `#14` was wrong, now: only eu-west-1 and eu-west-2
- 14:14 `#29` ben: `#19` is finished: 12 of 12 pods
- 14:16 `#30` ana: `#19` worked: 5xx under 1 %
- 14:16 `#31` ana: monitoring: rollback is done
- 14:16 `#32` ana: lead offered to cy: I am tired
- 14:16 `#33`: cy has lead
- 14:16 `#34` cy, impact: nobody any more (no personal data)
- 14:16 `#36` cy: `#11` called off: us-east never failed
- 14:16 `#37` cy: `#20` called off: finance will do it tomorrow

### Sunday 22 November 2026

- 01:16 `#38` cy: resolved: quiet since yesterday
- 01:16 `#39` cy: closed

## Times

| time | when | what it is |
| --- | --- | --- |
| signalled | 2026-11-21 13:58 | the first sign of it on the record: the earliest observation, by when it was seen, or being detected |
| began | ~2026-11-21 13:58 | users were first affected, as marked |
| detected | 2026-11-21 14:01 | we first knew, as marked |
| declared | 2026-11-21 14:03 | the incident was opened here |
| lead taken | 2026-11-21 14:03 | somebody led for the first time |
| first public word | 2026-11-21 14:07 | the first words to the public were sent |
| identified | not known | we knew what it was: marked, or the phase was first entered |
| mitigated | 2026-11-21 14:16 | users were no longer hurt: marked, or the phase monitoring was first entered; anew where it began again |
| restored | 2026-11-22 01:16 | service was as it should be: marked, or the phase resolved was first entered; anew where it began again |
| closed | 2026-11-22 01:16 | the incident was closed, and not opened again |

| it took | so long | what it is |
| --- | --- | --- |
| to detect | \~3 m 0 s | from when it began until it was detected |
| to acknowledge | 3 m 0 s | from the first sign until it was detected |
| to declare | 2 m 0 s | from when it was detected until it was declared |
| to a lead | 0 s | from when it was declared until somebody led |
| to the first public word | 4 m 0 s | from when it was declared until the first public word |
| to identify | not known: no time for identified | from when it began until it was identified |
| to mitigate | \~18 m 0 s | from when it began until it was mitigated |
| to restore | \~11 h 18 m 0 s | from when it began until it was restored |
| to fix | 11 h 13 m 0 s | from when it was declared until it was closed |
| in total | \~11 h 18 m 0 s | from when it began until it was closed |

- At P1: 11 h 13 m 0 s
- Updates promised and sent in time: 0 of 1
- Tasks given to somebody else and answered in time: 1 of 1
- Entries written a minute or more after what they tell of: 2 of 14

## Detection

- The first thing that somebody saw, `#23` by ben:
  ````text
  log says
    GET /pay 500
  ```retry```
  ````

## Contributing factors

Nobody has written down yet what contributed.

## How it was restored

- 2026-11-21 14:16 `#31` monitoring: rollback is done
- 2026-11-22 01:16 `#38` resolved: quiet since yesterday
- 2026-11-22 01:16 `#39` closed
- `#19` ana, 2026-11-21 14:09: **worked**: roll back eu-west

## What did not work, and what made it worse

- `#12` ben, 2026-11-21 14:07: **no effect**: restarted checkout-3

## Key decisions

### `#16` roll back the 13:50 deploy

- Proposed by ana, 2026-11-21 14:08
- **GO, amended** `#18` by ana, 2026-11-21 14:09; changed: in eu-west only: VAT hits 1 %, this hits 38 %
- Risk: wrong VAT totals
- Undo: deploy again
- Expected: 5xx under 1 %
- Objection `#17` by cy, 2026-11-21 14:08: brings back wrong VAT totals
- Known then
  - `#9`: 38 % of checkouts fail
  - `#14`: only eu-west
  - `#15`: yes, it moved us to TLS 3.2
- Open then
  - `#11`: is us-east hit too?
- The screen of whoever called it had the records up to `#16`

## What went well

Nobody has written about this yet.

## What did not

Nobody has written about this yet.

## Where we were lucky

Nobody has written about this yet.

## Communications

- `#13` to public, 2026-11-21 14:07 by eve; next one promised for 2026-11-21 14:27, never sent: Some card payments fail. We are on it.

## Recommendations

Nothing was recommended yet.

## Conclusion

Nobody has written a conclusion yet.

## Responders and roles

| role | who | from | until |
| --- | --- | --- | --- |
| lead | ana | 2026-11-21 14:03 | 2026-11-21 14:16 |
| lead | cy | 2026-11-21 14:16 | the end |
| comms | eve | 2026-11-21 14:04 | the end |

| who | scope | joined | records |  |
| --- | --- | --- | --- | --- |
| ana | command | 2026-11-21 14:03 | 13 |  |
| ben | respond | 2026-11-21 14:03 | 8 |  |
| cy | respond | 2026-11-21 14:04 | 12 |  |
| eve | respond | 2026-11-21 14:04 | 3 |  |
| gil | observe | 2026-11-21 14:04 | 3 |  |

## Questions

None is open.

- `#10` gil, 2026-11-21 14:05: did the 13:50 deploy touch checkout?
  - answer `#15` ben, 2026-11-21 14:07: yes, it moved us to TLS 3.2
- `#11` cy, 2026-11-21 14:05: is us-east hit too?
  - called off

## Facts

- `#9` ben, 2026-11-21 14:05 (changed, see `#22`): 38 % of checkouts fail
- `#14` cy, 2026-11-21 14:07 (suspected): only eu-west-1 and eu-west-2
  - it was wrong; until 2026-11-21 14:14 it read: only eu-west
- `#15` ben, 2026-11-21 14:07 (held): yes, it moved us to TLS 3.2
- `#22` cy, 2026-11-21 14:14 (held): 52 % of checkouts fail

## Tasks

- `#19` ana, 2026-11-21 14:09 (ben, worked): roll back eu-west
  - `#30` ana, 2026-11-21 14:16: 5xx under 1 %
- `#20` ana, 2026-11-21 14:09 (nobody had it, cancelled): check VAT totals after it
  - `#37` cy, 2026-11-21 14:16: finance will do it tomorrow

## Ideas noted on the way

1 idea is parked until step 5 of the review

## Who was made aware of this report

Nobody has written down yet who was.

## How this can be checked

This report was made from the recording of incident `00000000-0000-0000-0000-000000000042`, up to record `#39`. Each line of a recording holds the SHA-256 of the line before; that of the last is:

```text
eb19c0ba42b074bd751c1a915ddcf2887dfc66187207e5d940eec5faf05d0b46
```

Every line up to there was checked, and each follows the one before.

`warroom verify FILE` checks every line and prints this hash. Whoever kept the hash can prove that nothing was changed.
";
