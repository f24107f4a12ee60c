/** @file Draws the points of the map with WebGL 2, on the graphics card: 100,000 of them take no time of the window's own thread. */
import type { Camera, Size } from './camera.ts'

export interface Frame {
  readonly camera: Camera
  readonly size: Size
  /** How far the points are on their way from where they were, 0, to where they are, 1. */
  readonly way: number
  /** Diameter in CSS pixels. */
  readonly diameter: number
  /** Of the ring around points that are selected: red, green, blue, 0 to 1. */
  readonly ring: readonly [number, number, number]
}

export interface PointPlot {
  /** [2n] each. */
  place(before: Float32Array, now: Float32Array): void
  /** [4n] red, green, blue and opacity of each point; an opacity of 0 hides it. */
  colour(colours: Uint8Array): void
  /** [n] As the marks of classes: round, square, diamond, triangle, ring, cross. */
  shape(shapes: Uint8Array): void
  /** [n] 1 for a point that is selected. */
  mark(marks: Uint8Array): void
  draw(frame: Frame): void
  free(): void
}

/** Smaller than so many pixels all shapes look alike, but not equally large. */
const FEWEST_PIXELS = 5
const VERTEX = `#version 300 es
#define FEWEST ${FEWEST_PIXELS}.0
layout(location = 0) in vec2 before;
layout(location = 1) in vec2 now;
layout(location = 2) in vec4 colour;
layout(location = 3) in float mark;
layout(location = 4) in float shape;
uniform vec2 middle, perUnit;
uniform float way, diameter;
out vec4 fill;
out float ringed;
flat out int form;
void main() {
  gl_Position = vec4((mix(before, now, way) - middle) * perUnit, 0.0, 1.0);
  gl_PointSize = colour.a == 0.0 ? 0.0 : diameter * (mark > 0.0 ? 1.7 : 1.0);
  if (colour.a == 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  fill = mark > 0.0 ? vec4(colour.rgb, 1.0) : colour;
  ringed = mark;
  form = diameter < FEWEST ? 0 : int(shape * 255.0 + 0.5);
}`
const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 fill;
in float ringed;
flat in int form;
uniform vec3 ring;
out vec4 pixel;
// 0 in the middle, 1 at the edge of the shape.
float distanceIn(vec2 p) {
  vec2 a = abs(p);
  if (form == 1) return max(a.x, a.y) * 1.15;
  if (form == 2) return a.x + a.y;
  if (form == 3) return max(p.y / 0.85, a.x * 1.85 - p.y);
  if (form == 5) return max(max(a.x, a.y), min(a.x, a.y) * 2.6);
  return length(p);
}
void main() {
  vec2 p = (gl_PointCoord - 0.5) * 2.0;
  float from = distanceIn(p);
  if (from > 1.0 || (form == 4 && from < 0.4)) discard;
  vec4 own = ringed > 0.0 && from > 0.55 ? vec4(ring, 1.0) : fill;
  float edge = 1.0 - smoothstep(0.8, 1.0, from);
  pixel = vec4(own.rgb, 1.0) * own.a * edge;
}`

/** @returns undefined where the browser has no WebGL 2 */
export function createPointPlot(canvas: HTMLCanvasElement): PointPlot | undefined {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true })
  if (gl === null) return undefined
  const program = programOf(gl)
  if (program === undefined) return undefined
  const uniform = (name: string) => gl.getUniformLocation(program, name)
  const places = {
    ...{ middle: uniform('middle'), perUnit: uniform('perUnit'), way: uniform('way') },
    ...{ diameter: uniform('diameter'), ring: uniform('ring') },
  }
  const buffers = [0, 1, 2, 3, 4].map(() => gl.createBuffer())
  let count = 0
  const attribute = (at: number, data: ArrayBufferView, parts: number, type: number): void => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[at])
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW)
    gl.enableVertexAttribArray(at)
    gl.vertexAttribPointer(at, parts, type, type === gl.UNSIGNED_BYTE, 0, 0)
  }
  gl.enable(gl.BLEND)
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
  return {
    place(before, now) {
      count = now.length / 2
      attribute(0, before, 2, gl.FLOAT)
      attribute(1, now, 2, gl.FLOAT)
    },
    colour(colours) {
      attribute(2, colours, 4, gl.UNSIGNED_BYTE)
    },
    mark(marks) {
      attribute(3, marks, 1, gl.UNSIGNED_BYTE)
    },
    shape(shapes) {
      attribute(4, shapes, 1, gl.UNSIGNED_BYTE)
    },
    draw({ camera, size, way, diameter, ring }) {
      const ratio = window.devicePixelRatio
      const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)]
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width
        canvas.height = height
      }
      gl.viewport(0, 0, width, height)
      gl.clearColor(0, 0, 0, 0)
      gl.clear(gl.COLOR_BUFFER_BIT)
      if (count === 0) return
      gl.useProgram(program)
      gl.uniform2f(places.middle, camera.x, camera.y)
      gl.uniform2f(places.perUnit, (2 * camera.scale) / size.width, (2 * camera.scale) / size.height)
      gl.uniform1f(places.way, way)
      gl.uniform1f(places.diameter, diameter * ratio)
      gl.uniform3f(places.ring, ...ring)
      gl.drawArrays(gl.POINTS, 0, count)
    },
    free() {
      for (const buffer of buffers) gl.deleteBuffer(buffer)
      gl.deleteProgram(program)
      gl.getExtension('WEBGL_lose_context')?.loseContext() // a browser allows few at a time
    },
  }
}

function programOf(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type)
    if (shader === null) return undefined
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    gl.deleteShader(shader)
  }
  gl.linkProgram(program)
  return gl.getProgramParameter(program, gl.LINK_STATUS) === true ? program : undefined
}
