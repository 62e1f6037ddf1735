import type { HeardOf } from './arrivals.ts'
import { lockMessage } from './find-targets.ts'
import { providerKeyOf } from './hold-facts.ts'
import { recordMessageChange } from './record.ts'
import type { Scope } from './scope.ts'

/** What a message quotes has come after it: now it points there. */
export async function linkQuote(scope: Scope, { fact, channel }: HeardOf<'message'>): Promise<void> {
  if (fact.reply_to === undefined) return
  const quoted = await lockMessage(scope.tx, providerKeyOf(channel, fact.reply_to))
  const place = await lockMessage(scope.tx, providerKeyOf(channel, fact.provider_message_id))
  if (!quoted || !place || place.message.reply_to_message_id !== null) return
  const { reply_to_provider_message_id: _, ...metadata } = place.message.metadata
  recordMessageChange(
    scope,
    place.thread,
    place.message,
    { reply_to_message_id: quoted.message.id, metadata },
    { type: 'message.edited', by: { type: 'system', id: null, name: 'intake' } }
  )
}
