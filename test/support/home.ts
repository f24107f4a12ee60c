/** @file The environment of a program on a person's own machine, with an empty home. */

/**
 * ONNX Runtime reports nothing under continuous integration and heeds variables of its own, so none of these may hide what it does;
 * nor do variables lead away from the home.
 */
export function environmentAtHome(
  home: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(ORT_|XDG_|CI$|TF_BUILD$|GITHUB_ACTIONS$|VITEST)/.test(name),
  )
  return { ...Object.fromEntries(kept), HOME: home, ...more }
}
