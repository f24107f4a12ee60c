;; One step of label propagation for four classes side by side: next = alpha · S · current, in float32.
;; spread-mass.ts fills the memory. `npm run assemble-wasm` assembles it; a test holds that against spread-mass.wasm.
(module
  (memory (export "memory") 1)
  ;; All parameters but the last are addresses in bytes.
  ;; offsets: int32 [rows + 1], where each row's edges begin, in bytes from the first edge
  ;; places: int32 [edges], where in a block of four columns each edge leads, in bytes; values: float32 [edges]
  ;; current, next: float32 [rows, 4]; end: where next ends
  (func (export "step")
    (param $offsets i32) (param $places i32) (param $values i32)
    (param $current i32) (param $next i32) (param $end i32) (param $alpha f32)
    (local $edge i32) (local $last i32) (local $even v128) (local $odd v128)
    (local.set $edge (i32.load (local.get $offsets)))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $next) (local.get $end)))
        (local.set $last (i32.load offset=4 (local.get $offsets)))
        (local.set $even (v128.const f32x4 0 0 0 0))
        (local.set $odd (v128.const f32x4 0 0 0 0))
        ;; two edges at a time, each with a sum of its own: one sum would wait for itself
        (block $paired
          (loop $pair
            (br_if $paired (i32.gt_u (i32.add (local.get $edge) (i32.const 8)) (local.get $last)))
            (local.set $even (f32x4.add (local.get $even) (f32x4.mul
              (v128.load32_splat (i32.add (local.get $values) (local.get $edge)))
              (v128.load (i32.add (local.get $current)
                (i32.load (i32.add (local.get $places) (local.get $edge))))))))
            (local.set $odd (f32x4.add (local.get $odd) (f32x4.mul
              (v128.load32_splat offset=4 (i32.add (local.get $values) (local.get $edge)))
              (v128.load (i32.add (local.get $current)
                (i32.load offset=4 (i32.add (local.get $places) (local.get $edge))))))))
            (local.set $edge (i32.add (local.get $edge) (i32.const 8)))
            (br $pair)))
        (if (i32.lt_u (local.get $edge) (local.get $last))
          (then
            (local.set $even (f32x4.add (local.get $even) (f32x4.mul
              (v128.load32_splat (i32.add (local.get $values) (local.get $edge)))
              (v128.load (i32.add (local.get $current)
                (i32.load (i32.add (local.get $places) (local.get $edge))))))))
            (local.set $edge (local.get $last))))
        (v128.store (local.get $next) (f32x4.mul
          (f32x4.splat (local.get $alpha))
          (f32x4.add (local.get $even) (local.get $odd))))
        (local.set $offsets (i32.add (local.get $offsets) (i32.const 4)))
        (local.set $next (i32.add (local.get $next) (i32.const 16)))
        (br $row)))))
