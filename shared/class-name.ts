/**
 * @file Names of classes: `/` separates the levels of a tree.
 *
 * [Note: one form of a name] Two names that nobody can tell apart on a screen are one class, wherever they come from: typed, a CSV file,
 * a folder, another library. So every name is brought into one form where it enters. Unicode's composed form (NFC); every run
 * of white space is one blank, and none stands at the ends of a level; control characters and all that is not drawn (zero-width
 * characters, marks of direction, variation selectors, a byte order mark) go. Kept are joiners where they change what is seen: in
 * emoji that are made of several, in scripts that join their letters, after a sign that kills a vowel (as RFC 5892 has it),
 * and the tags of a flag.
 */

/** Unlike /\s/ it holds the next-line sign, and the empty pattern of Braille, which is drawn as nothing. */
const BLANKS = /[\p{White_Space}\u2800]+/gu

const JOINED_SCRIPTS = ['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Mandaic', 'Manichaean', 'Phags_Pa', 'Adlam']
const JOINED = JOINED_SCRIPTS.map((script) => String.raw`\p{Script=${script}}`).join('')

/** Signs that kill a vowel (Unicode's canonical combining class 9), of the scripts in common use. */
const VIRAMA =
  '\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u0e3a\u0f84\u1039\u103a\u1714\u17d2\u1b44\u1baa'
const PART_OF_EMOJI = String.raw`[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]`

/** Most names: nothing to look for but blanks. */
const PLAIN = /^[ -~]*$/

/** Each with the character that it keeps. */
const KEPT = [
  String.raw`(?<=${PART_OF_EMOJI})\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=[${VIRAMA}])[\u200c\u200d]`,
  String.raw`(?<=[${JOINED}]\p{M}*)[\u200c\u200d](?=[${JOINED}])`,
  String.raw`(?<=\u{1f3f4}[\u{e0020}-\u{e007e}]*)[\u{e0020}-\u{e007f}]`,
].join('|')

const UNSEEN = String.raw`[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Noncharacter_Code_Point}\ufff9-\ufffb]`
const KEPT_OR_UNSEEN = new RegExp(`(${KEPT})|${UNSEEN}`, 'gu')

/** See [Note: one form of a name]. What is left may be empty, or have empty levels. */
export function canonicalClassName(text: string): string {
  return text
    .toWellFormed()
    .split('/')
    .map((level) => canonicalLevel(level))
    .join('/')
}

/** One level of a name. */
export function canonicalLevel(text: string): string {
  if (PLAIN.test(text)) return text.replaceAll(BLANKS, ' ').trim()
  return text
    .toWellFormed()
    .replaceAll(BLANKS, ' ')
    .replaceAll(KEPT_OR_UNSEEN, (_, kept: string | undefined) => kept ?? '')
    .replaceAll(BLANKS, ' ') // what stood on both sides of something unseen
    .trim()
    .normalize('NFC')
}

/** Whether a class is another one or stands below it, both by full name. */
export function isWithin(name: string, above: string): boolean {
  return name === above || name.startsWith(`${above}/`)
}
