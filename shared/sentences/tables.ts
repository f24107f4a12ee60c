/** @file Tables of labels that a person names: what is wrong with their text, their header, their lines. */
export const tableSentences = {
  'table-empty': '{file}: the file is empty.',
  'table-rows-too-many': '{file} has more than {most} rows. Split it into several files.',
  'table-unreadable': '{file}: this is no table that can be read: {reason}.',
  'table-group-too-large':
    '{file} has a group of rows of more than {megabytes} MB. Write it with smaller groups (row_group_size).',
  'table-lacks-columns': '{file}: line {line} must name the columns path and class.',
  'parquet-lacks-columns': '{file} has no columns path and class with text.',
  'table-column-twice':
    '{file}: line {line} names the column {column} twice ({spellings}); rename one of them.',
  'table-lines-wrong': '{file}: {lines}.',
  'table-line-without-path': 'line {line} has no path',
  'table-line-without-class': 'line {line} has no usable class',
  'labels-json-line': '{file}: line {line} is no label: it needs a path and a class.',
  'labels-json-unknown':
    '{file} holds no labels that can be read: JSON lines with path and class, COCO, tasks of Label Studio, or a set for FiftyOne.',
  'name-label-file': 'Name the file of labels.',
  'xmp-unreadable': 'Its XMP is damaged, or none that can be read.',
  'keywords-unread': 'The file cannot be read now.',
  'and-more': 'and {count} more',

  'text-damaged': '{file} begins as {encoding} text, but is damaged.',
  'text-not-in-encoding': '{file} is not {encoding} text.',
  'text-not-utf8': '{file} is not UTF-8 text. Name its encoding (--encoding).',
  'text-reads': 'Line {line} reads {readings}.',
  'text-in-encoding': '"{text}" as {encoding}',
  'encoding-unknown': '{encoding} is no encoding that is known here: try {usual}.',
} as const
