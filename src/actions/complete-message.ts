import type { ArrivalOf } from './arrivals.ts'
import { lockMessage } from './find-targets.ts'
import { providerKeyOf } from './hold-facts.ts'
import { keepMedia } from './keep-media.ts'
import { showInList } from './receive-afterthoughts.ts'
import { mediaOf } from './receive-messages.ts'
import { recordMessageChange } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * A message that could only be shown as unsupported has come again in words: media that follow the placeholder of an
 * archive, or old post that is read by a later version. It stays where it stood.
 */
export async function completeMessage(scope: Scope, { fact, channel }: ArrivalOf<'message'>): Promise<void> {
  const place = await lockMessage(scope.tx, providerKeyOf(channel, fact.provider_message_id))
  if (place?.message.message_type !== 'unsupported') return
  const { thread, message } = place
  const completed = recordMessageChange(
    scope,
    thread,
    message,
    {
      message_type: fact.message_type,
      message_text: fact.message_text,
      media: fact.media.map(mediaOf),
      content: fact.content,
      metadata: { ...message.metadata, ...fact.metadata }
    },
    { type: 'message.edited', by: { type: 'system', id: null, name: 'intake' } }
  )
  showInList(thread, completed)
  if (fact.media.length > 0) keepMedia(scope, [{ message: completed, media: fact.media }])
}
