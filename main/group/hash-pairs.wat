;; The rows before one whose hashes differ from its own in few bits: hash-pairs.ts fills the memory, and says how it searches.
;; `npm run assemble-wasm` assembles it; a test holds that against hash-pairs.wasm.
(module
  (memory (export "memory") 1)
  ;; Where the search of a row goes on: the flip that it has come to, and the place among the sorted rows, -1 at the first one.
  (global $flip (mut i32) (i32.const 0))
  (global $place (mut i32) (i32.const -1))
  ;; isNew: 1 for a row from its beginning, 0 to go on after `room` others were found
  ;; shift: where the band begins in a hash, in bits; most: bits in which hashes may differ
  ;; All others but `row` and `room` are addresses in bytes.
  ;; starts: int32 [65537], where the rows of each value of the band begin among the sorted ones
  ;; flips, lastFlip: int32, what the band of a row may differ by
  ;; rows: int32 [n], sorted by their bands; sorted: int64 [n], their hashes; hashes: int64 [n], by row
  ;; found: int32 [room, 2], gets the rows that are found and their bits that differ; gives how many there are
  (func (export "find")
    (param $isNew i32) (param $row i32) (param $shift i64) (param $most i64) (param $room i32)
    (param $starts i32) (param $flips i32) (param $lastFlip i32)
    (param $rows i32) (param $sorted i32) (param $hashes i32) (param $found i32)
    (result i32)
    (local $hash i64) (local $band i32) (local $start i32) (local $at i32) (local $end i32)
    (local $other i32) (local $bits i64) (local $first i32) (local $full i32)
    (local.set $first (local.get $found))
    (local.set $full (i32.add (local.get $found) (i32.shl (local.get $room) (i32.const 3))))
    (if (local.get $isNew)
      (then
        (global.set $flip (local.get $flips))
        (global.set $place (i32.const -1))))
    (local.set $flips (global.get $flip))
    (local.set $at (global.get $place))
    (local.set $hash (i64.load (i32.add (local.get $hashes) (i32.shl (local.get $row) (i32.const 3)))))
    (local.set $band (i32.and (i32.wrap_i64 (i64.shr_u (local.get $hash) (local.get $shift))) (i32.const 0xffff)))
    (block $done
      (loop $flip
        (br_if $done (i32.ge_u (local.get $flips) (local.get $lastFlip)))
        (local.set $start (i32.add (local.get $starts)
          (i32.shl (i32.xor (local.get $band) (i32.load (local.get $flips))) (i32.const 2))))
        (if (i32.lt_s (local.get $at) (i32.const 0))
          (then (local.set $at (i32.load (local.get $start)))))
        (local.set $end (i32.load offset=4 (local.get $start)))
        (block $next
          (loop $candidate
            (br_if $next (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $other (i32.load (i32.add (local.get $rows) (i32.shl (local.get $at) (i32.const 2)))))
            ;; rows of one value ascend
            (br_if $next (i32.ge_u (local.get $other) (local.get $row)))
            (br_if $done (i32.ge_u (local.get $found) (local.get $full)))
            (local.set $bits (i64.popcnt (i64.xor (local.get $hash)
              (i64.load (i32.add (local.get $sorted) (i32.shl (local.get $at) (i32.const 3)))))))
            (if (i64.le_u (local.get $bits) (local.get $most))
              (then
                (i32.store (local.get $found) (local.get $other))
                (i32.store offset=4 (local.get $found) (i32.wrap_i64 (local.get $bits)))
                (local.set $found (i32.add (local.get $found) (i32.const 8)))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $candidate)))
        (local.set $at (i32.const -1))
        (local.set $flips (i32.add (local.get $flips) (i32.const 4)))
        (br $flip)))
    (global.set $flip (local.get $flips))
    (global.set $place (local.get $at))
    (i32.shr_u (i32.sub (local.get $found) (local.get $first)) (i32.const 3))))
