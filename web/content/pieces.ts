/** A stretch of text that looks alike. `at`: where it begins. */
export type Piece =
  | { readonly kind: 'plain' | 'bold' | 'italic' | 'struck' | 'code'; readonly at: number; readonly text: string }
  | { readonly kind: 'link'; readonly at: number; readonly text: string; readonly href: string }

const LINK = /(?:https?:\/\/|www\.)[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/
// WhatsApp's own marks: they cling to the words they hold and stand at the edges of words.
const MARK =
  /(?<![\p{L}\p{N}])(?:\*(?=\S)[^*\n]+(?<=\S)\*|_(?=\S)[^_\n]+(?<=\S)_|~(?=\S)[^~\n]+(?<=\S)~|```[^`]+```|`[^`\n]+`)(?![\p{L}\p{N}])/u
const EITHER = new RegExp(`${LINK.source}|${MARK.source}`, 'giu')

const KINDS = { '*': 'bold', _: 'italic', '~': 'struck', '`': 'code' } as const

/** Text as WhatsApp shows it: links, *bold*, _italic_, ~struck~ and `code`. Nothing becomes markup; React escapes. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let done = 0
  for (const match of text.matchAll(EITHER)) {
    if (match.index > done) pieces.push({ kind: 'plain', at: done, text: text.slice(done, match.index) })
    pieces.push(pieceOf(match[0], match.index))
    done = match.index + match[0].length
  }
  if (done < text.length) pieces.push({ kind: 'plain', at: done, text: text.slice(done) })
  return pieces
}

function pieceOf(found: string, at: number): Piece {
  const sign = found[0]
  if (sign === '*' || sign === '_' || sign === '~' || sign === '`') {
    const width = found.startsWith('```') ? 3 : 1
    return { kind: KINDS[sign], at, text: found.slice(width, -width) }
  }
  return { kind: 'link', at, text: found, href: found.toLowerCase().startsWith('www.') ? `https://${found}` : found }
}

const MOST_LARGE = 3
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[\d#*]\uFE0F?\u20E3)/u
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Up to three emoji and nothing else. */
export function isOnlyEmoji(text: string): boolean {
  const signs = [...letters.segment(text.replace(/\s/g, ''))]
  return signs.length > 0 && signs.length <= MOST_LARGE && signs.every(({ segment }) => EMOJI.test(segment))
}
