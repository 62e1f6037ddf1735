/** One server-sent event. */
export interface StreamEvent {
  readonly event: string
  readonly data: string
}

/** Reads events off a body; the stock reader of browsers cannot show a credential. */
export async function* eventsOf(body: NonNullable<Response['body']>): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + value).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parseBlock(block)
        if (event) yield event
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function parseBlock(block: string): StreamEvent | null {
  const fields = new Map(block.split('\n').map(line => [line.split(':', 1)[0], line.replace(/^[^:]*: ?/, '')]))
  const [event, data] = [fields.get('event'), fields.get('data')]
  return event === undefined || data === undefined ? null : { event, data }
}
