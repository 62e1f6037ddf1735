import type { ProviderError } from '../channels/channel.ts'
import type { ErrorClass } from '../model/message.ts'
import { askForTemplates } from './ask-for-templates.ts'
import { pauseChannel } from './pause-channel.ts'
import { forgetProviderMedia } from './provider-media.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { setOptOut } from './set-opt-out.ts'

/** Why the provider does not bring a message, and whether it would bring any other. */
export interface Refused {
  readonly error: ProviderError
  readonly stops_account: boolean
}

// The provider's templates are not what they were when they were read.
const CATALOGUE: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['template', 'bad_request'])

/** What a provider's no means for more than the one message: for the customer, or for the account. */
export async function heedRefusal(
  scope: Scope,
  { organization_id, channel_id, identity_id, message_type, media }: MessageRow,
  { error, stops_account }: Refused
): Promise<void> {
  // What the provider was brought may be what it cannot show: whoever sends it again brings it anew.
  if (error.class === 'media') {
    for (const { file_id } of media)
      if (file_id !== null) await forgetProviderMedia(scope, { organization_id, channel_id, file_id })
  }
  if (stops_account) await pauseChannel(scope, organization_id, channel_id, error)
  if (error.class === 'opted_out') await setOptOut(scope, organization_id, identity_id, true)
  if (message_type === 'template' && CATALOGUE.has(error.class))
    await askForTemplates(scope, { organization_id, channel_id })
}
