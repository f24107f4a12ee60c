/** @file XMP as programs write it, each in its own way, and places in files where it stands. */
import sharp from 'sharp'

const list = (form: 'Bag' | 'Seq', items: readonly string[]): string =>
  `<rdf:${form}>${items.map((item) => `\n     <rdf:li>${escaped(item)}</rdf:li>`).join('')}\n    </rdf:${form}>`

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

export interface Written {
  /** Single words. */
  readonly subject?: readonly string[]
  /** With | between the words of a path. */
  readonly hierarchical?: readonly string[]
  /** With / between them. */
  readonly tags?: readonly string[]
}

/** All in one description, with settings of the developing as attributes. */
export function lightroomXmp({ subject = [], hierarchical = [] }: Written): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0-c000 1.000000, 0000/00/00-00:00:00        ">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
   xmp:Rating="4"
   crs:Exposure2012="+0.35"
   crs:HasSettings="True">
   <dc:subject>
    ${list('Bag', subject)}
   </dc:subject>
   <lr:hierarchicalSubject>
    ${list('Bag', hierarchical)}
   </lr:hierarchicalSubject>
   <crs:ToneCurvePV2012>
    ${list('Seq', ['0, 0', '255, 255'])}
   </crs:ToneCurvePV2012>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
`
}

export function digikamXmp({ subject = [], hierarchical = [], tags = [] }: Written): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:digiKam="http://www.digikam.org/ns/1.0/"
    xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
   digiKam:ColorLabel="0">
   <digiKam:TagsList>${list('Seq', tags)}</digiKam:TagsList>
   <MicrosoftPhoto:LastKeywordXMP>${list('Bag', tags)}</MicrosoftPhoto:LastKeywordXMP>
   <lr:hierarchicalSubject>${list('Bag', hierarchical)}</lr:hierarchicalSubject>
   <dc:subject>${list('Bag', subject)}</dc:subject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`
}

/**
 * Lists in order, and what was done to the picture in long attributes.
 * @param steps bytes of what was done
 */
export function darktableXmp({ subject = [], hierarchical = [] }: Written, steps = 20_000): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:darktable="http://darktable.sf.net/"
   xmp:Rating="1"
   darktable:history_end="1">
   <dc:subject>${list('Seq', [...subject, 'darktable', 'format', 'jpg'])}</dc:subject>
   <lr:hierarchicalSubject>${list('Seq', [...hierarchical, 'darktable|format|jpg'])}</lr:hierarchicalSubject>
   <darktable:history>
    <rdf:Seq>
     <rdf:li darktable:num="0" darktable:operation="exposure" darktable:params="${'0a'.repeat(steps / 2)}"/>
    </rdf:Seq>
   </darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
`
}

/** A description for each kind of property, and single quotes. */
export function exiftoolXmp({ subject = [], hierarchical = [] }: Written): string {
  return `<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='Image::ExifTool 12.57'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>

 <rdf:Description rdf:about=''
  xmlns:dc='http://purl.org/dc/elements/1.1/'>
  <dc:subject>${list('Bag', subject)}</dc:subject>
 </rdf:Description>

 <rdf:Description rdf:about=''
  xmlns:lr='http://ns.adobe.com/lightroom/1.0/'>
  <lr:hierarchicalSubject>${list('Bag', hierarchical)}</lr:hierarchicalSubject>
 </rdf:Description>
</rdf:RDF>
</x:xmpmeta>
${' '.repeat(200)}
<?xpacket end='w'?>`
}

/** A small picture with this XMP in it. */
export async function pictureWith(
  format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif',
  xmp: string,
): Promise<Buffer> {
  const picture = sharp({ create: { width: 24, height: 16, channels: 3, background: '#38a' } })
  return picture.withXmp(xmp).toFormat(format).toBuffer()
}

/** The JPEG with these keywords in Photoshop's block of IPTC. @param isUtf8 it says so */
export function withIptc(jpeg: Buffer, keywords: readonly Buffer[], isUtf8: boolean): Buffer {
  const dataSet = (record: number, number: number, value: Buffer): Buffer => {
    const head = Buffer.from([0x1c, record, number, 0, 0])
    head.writeUInt16BE(value.length, 3)
    return Buffer.concat([head, value])
  }
  const records = Buffer.concat([
    ...(isUtf8 ? [dataSet(1, 90, Buffer.from('\x1b%G', 'latin1'))] : []),
    dataSet(2, 0, Buffer.from([0, 4])),
    ...keywords.map((keyword) => dataSet(2, 25, keyword)),
  ])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(records.length)
  const other = Buffer.from('8BIM\x04\x25\0\0\0\0\0\x02ab', 'latin1')
  const resource = Buffer.concat([Buffer.from('8BIM\x04\x04\0\0', 'latin1'), size, records])
  const body = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), other, resource])
  const head = Buffer.from([0xff, 0xed, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)])
}
