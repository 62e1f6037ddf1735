import type { Channel } from '../channel.ts'
import { authenticate, handshake } from '../meta.ts'
import { credentials, DEFAULT_RATE_PER_SECOND, endpointOf, settings } from './account.ts'
import { checkUp } from './check-up.ts'
import { compile, lasts } from './compile.ts'
import { content, TEXT_LIMIT } from './content.ts'
import { mediaLocation, mediaRequest } from './fetching.ts'
import { read } from './inbound.ts'
import { objection } from './objection.ts'
import { plan } from './outbound.ts'
import { personAt } from './person-at.ts'
import { readMark, TYPING_SECONDS, typingRequest } from './requests.ts'
import { objectionToFilling, wordsOfTemplate } from './template-check.ts'
import { readTemplates, templatesRequest } from './templates.ts'
import { isLost, needsUpload, readUpload, uploadRequest } from './uploads.ts'
import { interpret } from './verdict.ts'

/** WhatsApp through Meta's Cloud API. */
export const whatsapp: Channel = {
  name: 'whatsapp',
  capabilities: {
    window_hours: 24,
    templates: true,
    reactions: true,
    replies: true,
    typing: true,
    read_ticks: true,
    delivery_receipts: true,
    text_limit: TEXT_LIMIT,
    edits: false,
    rate_per_second: DEFAULT_RATE_PER_SECOND,
    // About ten a minute; a burst is borrowed from the time to come.
    pair_rate: { seconds: 6, burst: 45 }
  },
  credentials,
  settings,
  content,
  endpointOf,
  handshake,
  authenticate,
  read,
  lasts,
  personAt,
  checkUp,
  objection,
  plan,
  compile,
  interpret,
  templates: {
    request: templatesRequest,
    read: readTemplates,
    objection: objectionToFilling,
    words: wordsOfTemplate
  },
  mediaRequest,
  mediaLocation,
  uploads: { needed: needsUpload, request: uploadRequest, read: readUpload, isLost },
  readMark,
  typing: { seconds: TYPING_SECONDS, request: typingRequest }
}
