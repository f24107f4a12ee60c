/** @file Whether the focus goes elsewhere. */

/** For `focusout`: whether it leaves the element that listens, and stays in this window. */
export function focusLeaves({ relatedTarget, currentTarget }: FocusEvent): boolean {
  const staysInside =
    relatedTarget instanceof Node && currentTarget instanceof Node && currentTarget.contains(relatedTarget)
  return !staysInside && document.hasFocus()
}
