import type { MessageType } from '../../src/model/message.ts'

/** One kind of what WhatsApp says, takes or answers. */
export interface Kind {
  readonly kind: string
  /** A captured payload. */
  readonly fixture?: string
  /** The message that is there afterwards. */
  readonly row?: { readonly type: MessageType; readonly direction?: 'outbound'; readonly shows: string }
  /** What becomes of it beside that, or instead. */
  readonly becomes?: string
  /** Whole titles; one that is not there any more fails a law. */
  readonly tests: readonly string[]
}

const CUSTOMER = 'Reading what a customer says on WhatsApp'
const REPORT = 'Reading what became of our messages on WhatsApp'
const OTHERS = 'Reading what others do on the same number'
const WISHES = 'Reading what customers want to be sent'
const BATCHES = 'Reading batches of WhatsApp'

function says(kind: string, fixture: string, type: MessageType, shows: string, title: string, becomes?: string): Kind {
  return { kind, fixture, row: { type, shows }, tests: [`${CUSTOMER} ${title}`], ...(becomes && { becomes }) }
}

function told(kind: string, fixture: string, becomes: string, ...tests: readonly [string, ...string[]]): Kind {
  return { kind, fixture, becomes, tests }
}

const MEDIA = 'reads media of every kind, with captions and digests in hex'
const TAPS = 'reads taps as words with an id'
const CONTEXT = 'reads what is quoted, forwarded, about a product, or came from an ad'
const UNSUPPORTED = 'shows what it does not know as unsupported words'
const FETCHED = 'its bytes are fetched in the background'

const INBOUND: readonly Kind[] = [
  says(
    '`text`',
    'text',
    'text',
    'Does it come in another color? 🤔 Größe 38/39',
    'reads a text with who, when and where'
  ),
  says('`text` with `context.id`', 'text-reply', 'text', 'This one', CONTEXT, 'it quotes'),
  says('`text`, forwarded', 'text-forwarded', 'text', 'Look', CONTEXT, '`metadata.forwarded`'),
  says(
    '`text` about a product',
    'text-about-product',
    'text',
    'Is this available?',
    CONTEXT,
    '`metadata.referred_product`'
  ),
  says(
    '`text` with `referral` of an ad',
    'text-from-ad',
    'text',
    'Can I get more info about this?',
    CONTEXT,
    '`metadata.referral`'
  ),
  says(
    '`text` of a username, without a number',
    'text-from-username',
    'text',
    'Hola',
    'knows people with a username by their user id alone'
  ),
  says(
    '`text` in a group',
    'text-in-group',
    'text',
    'Hello all',
    'opens no window for what is said in a group',
    'it opens no window'
  ),
  says('`image`', 'image', 'image', 'Taj Mahal', MEDIA, FETCHED),
  says('`video`', 'video', 'video', '[video]', MEDIA, FETCHED),
  says('`audio`', 'audio', 'audio', '[audio]', MEDIA, FETCHED),
  says('`audio` with `voice`', 'voice-note', 'audio', '[audio]', MEDIA, FETCHED),
  says('`voice`, as it was', 'voice-legacy', 'audio', '[audio]', MEDIA, FETCHED),
  says('`document`', 'document', 'document', 'The contract', 'takes paths and tricks out of file names', FETCHED),
  says('`sticker`', 'sticker', 'sticker', '[sticker]', MEDIA, FETCHED),
  says('media without an id', 'media-without-id', 'unsupported', '[unsupported]', UNSUPPORTED),
  says('`location`', 'location', 'location', '[location]', 'reads places and cards'),
  says('`contacts`', 'contacts', 'contacts', '[contacts]', 'reads places and cards'),
  says(
    '`contacts` with `origin: contact_request`',
    'contacts-own-number',
    'contacts',
    '[contacts]',
    'reads places and cards'
  ),
  told(
    '`reaction`',
    'reaction',
    'it stands at its message, or is held for it',
    `${CUSTOMER} reads reactions, and that they are taken back`,
    'What is said about a message afterwards shows one reaction per customer: the latest, until it is taken back'
  ),
  told(
    '`reaction` without `emoji`',
    'reaction-removed',
    'it is taken back',
    `${CUSTOMER} reads reactions, and that they are taken back`
  ),
  told(
    '`reaction` with an empty `emoji`',
    'reaction-emptied',
    'it is taken back',
    `${CUSTOMER} reads reactions, and that they are taken back`
  ),
  says('`button`', 'button', 'interactive', 'Unsubscribe', TAPS),
  says('`interactive.button_reply`', 'interactive-button-reply', 'interactive', 'Cancel', TAPS),
  says('`interactive.list_reply`', 'interactive-list-reply', 'interactive', 'Priority Mail Express', TAPS),
  says(
    '`interactive.nfm_reply`',
    'interactive-flow-reply',
    'interactive',
    'Sent',
    'opens the JSON inside of a Flow, and keeps it as it is when broken'
  ),
  says(
    '`interactive.nfm_reply`, broken',
    'interactive-flow-broken',
    'interactive',
    'Sent',
    'opens the JSON inside of a Flow, and keeps it as it is when broken'
  ),
  says(
    '`interactive.call_permission_reply`',
    'interactive-call-permission',
    'interactive',
    '[interactive]',
    'keeps interactive answers it does not know'
  ),
  says(
    '`interactive` of another kind',
    'interactive-unknown',
    'interactive',
    '[interactive]',
    'keeps interactive answers it does not know'
  ),
  says('`order`', 'order', 'order', 'Love these!', 'reads an order whose prices are numbers and strings'),
  told(
    '`edit`',
    'edit',
    'the text is replaced, what it was is kept',
    `${CUSTOMER} reads edits and deletions of earlier words`,
    'What is said about a message afterwards replaces the text of an edited message, keeps what it was, and shows it in the list'
  ),
  told(
    '`revoke`',
    'revoke',
    'it is marked and kept',
    `${CUSTOMER} reads edits and deletions of earlier words`,
    'What is said about a message afterwards marks a message that its author took back, and keeps it'
  ),
  says('`unsupported` (131051)', 'unsupported', 'unsupported', '[unsupported]', UNSUPPORTED),
  says(
    '`unsupported`, the first on a shared number (131060)',
    'unsupported-first',
    'unsupported',
    '[unsupported]',
    UNSUPPORTED
  ),
  says(
    '`unsupported`, larger than 100 MB (131052)',
    'unsupported-too-large',
    'unsupported',
    '[unsupported]',
    UNSUPPORTED
  ),
  says(
    '`unsupported` of type `edit`',
    'unsupported-edit',
    'unsupported',
    '[unsupported]',
    'opens no window for an unsupported edit: nobody said anything',
    'it opens no window'
  ),
  says('a kind nobody has heard of', 'unknown-kind', 'unsupported', '[unsupported]', UNSUPPORTED),
  told(
    '`system.user_changed_number`',
    'system-number-changed',
    'the identity goes by the new number; who wrote from it before is joined',
    `${CUSTOMER} follows people to new numbers and new user ids`,
    'Who somebody is follows a customer known by number and user id to a new number: the same conversation, and answers go there',
    'Who somebody is joins somebody who has written from the new number with a user id before the notice came'
  ),
  told(
    '`system.customer_changed_number`, as it was',
    'system-number-changed-legacy',
    'the same',
    `${CUSTOMER} follows people to new numbers and new user ids`
  ),
  told(
    '`system.user_changed_user_id`',
    'system-user-id-changed',
    'the identity goes by the new user id',
    `${CUSTOMER} follows people to new numbers and new user ids`
  ),
  told(
    '`system.customer_identity_changed`',
    'system-identity-changed',
    'kept for the operator',
    `${CUSTOMER} follows people to new numbers and new user ids`
  )
]

const STATUS = `${REPORT} reads every status, and a played voice note as read`
const CLIMBS = 'On the way to the provider climbs through sent, delivered and read, and never down again'

const STATUSES: readonly Kind[] = [
  told('`sent`', 'status-sent', '`message.sent`', STATUS, CLIMBS),
  told('`delivered`', 'status-delivered', '`message.delivered`', STATUS, CLIMBS),
  told('`read`', 'status-read', '`message.read`', STATUS, CLIMBS),
  told('`played`', 'status-played', '`message.read`', STATUS),
  told(
    '`failed`',
    'status-failed',
    '`message.failed` with the reason in our words',
    `${REPORT} says why it failed, in our words`,
    'On the way to the provider shows why the provider failed to bring it after it had taken it'
  ),
  told(
    '`failed` without a reason',
    'status-failed-silently',
    '`message.failed`',
    `${REPORT} says why it failed, in our words`
  ),
  told(
    'of a group',
    'status-in-group',
    'the message climbs, nobody is named',
    `${REPORT} names no person where a group received it`
  ),
  ...['unknown', 'deleted', 'warning'].map(name =>
    told(`\`${name}\``, `status-${name}`, 'kept for the operator', `${REPORT} keeps a status it does not know`)
  ),
  {
    kind: 'before the answer to the send',
    becomes: 'held until the id is known',
    tests: [
      'On the way to the provider holds a report that overtakes the answer and gives nothing back but the provider’s id'
    ]
  },
  {
    kind: 'with `biz_opaque_callback_data`',
    becomes: 'found by our own id',
    tests: ['On the way to the provider knows a report that overtakes the answer by our own id']
  }
]

const ECHO = `${OTHERS} reads echoes of the phone as ours, which open no window`
const HISTORY = `${OTHERS} reads history quietly, from both sides`
const STANDBY = `${OTHERS} listens quietly while Meta's agent holds the chat`
const ACCOUNT = `${OTHERS} keeps what is about the account, whether or not it names a number`

const SAME_NUMBER: readonly Kind[] = [
  {
    ...told('echo of a `text`', 'echo-text', 'an answer from the phone', ECHO),
    row: { type: 'text', direction: 'outbound', shows: "Here's the info you requested!" }
  },
  {
    ...told('echo of an `image`', 'echo-image', FETCHED, ECHO),
    row: { type: 'image', direction: 'outbound', shows: 'Our shop' }
  },
  told('echo of a `revoke`', 'echo-revoke', 'our message is marked and kept', ECHO),
  told('echo of an `edit`', 'echo-edit', 'our message is edited', ECHO),
  told('echo of a `reaction`', 'echo-reaction', 'our reaction stands at its message', ECHO),
  told('`smb_app_state_sync`', 'app-state-sync', 'kept for the operator', ACCOUNT),
  told(
    '`history`',
    'history',
    'stored quietly, from both sides',
    HISTORY,
    'What was said before the number was shared is stored quietly: nothing is unread, nobody waits, no window opens'
  ),
  told(
    '`history` of media',
    'history-media',
    'shown in the placeholder’s stead',
    HISTORY,
    'What was said before the number was shared shows the picture that comes after its placeholder in the placeholder’s stead'
  ),
  told('`history`, refused (2593109)', 'history-refused', 'kept for the operator', HISTORY),
  told('`standby`', 'standby', 'stored quietly', STANDBY),
  told('`standby` of another shape', 'standby-unknown', 'kept for the operator', STANDBY),
  told('`messaging_handovers`', 'handover', 'kept for the operator', ACCOUNT)
]

const PREFERENCE = 'A customer who stops our advertising at the provider is sent none any more, until they resume it'
const CATALOGUE = `${OTHERS} has the catalogue read again when templates change`

const FIELDS: readonly Kind[] = [
  told(
    '`user_preferences`: stop',
    'user-preferences-stop',
    'the identity is opted out',
    `${WISHES} reads that somebody stops our advertising, and resumes it`,
    PREFERENCE
  ),
  told(
    '`user_preferences`: resume',
    'user-preferences-resume',
    'it is wanted again',
    `${WISHES} reads that somebody stops our advertising, and resumes it`,
    PREFERENCE
  ),
  told(
    '`user_preferences` of another kind',
    'user-preferences-unknown',
    'kept for the operator',
    `${WISHES} keeps a preference that it does not know`
  ),
  told('`message_template_status_update`', 'template-status', 'the catalogue is read again', CATALOGUE),
  told('`message_template_components_update`', 'template-components-update', 'the catalogue is read again', CATALOGUE),
  told('`message_template_quality_update`', 'template-quality-update', 'the catalogue is read again', CATALOGUE),
  told('`template_category_update`', 'template-category-update', 'the catalogue is read again', CATALOGUE),
  told('`account_update`', 'account-update', 'kept for the operator', ACCOUNT),
  ...[
    'account_alerts',
    'account_review_update',
    'business_capability_update',
    'phone_number_name_update',
    'phone_number_quality_update',
    'security',
    'calls',
    'group_lifecycle_update'
  ].map(field =>
    told(
      `\`${field}\``,
      field.replaceAll('_', '-'),
      'kept for the operator',
      `${OTHERS} keeps ${field} for the operator`
    )
  ),
  told('`errors` of a value', 'errors-only', 'kept for the operator', ACCOUNT),
  told('a field nobody has heard of', 'unknown-field', 'kept for the operator', ACCOUNT),
  {
    kind: 'the dashboard’s test',
    fixture: 'dashboard-test',
    becomes: 'kept for the operator: it names no number of ours',
    tests: [`${BATCHES} has a captured payload for every kind, and a fact for every payload`]
  },
  told(
    'a batch of two numbers',
    'batch-two-numbers',
    'each item for its own number',
    `${BATCHES} reads every entry, change and item in order, each for its own number`
  ),
  told(
    'a batch with broken items',
    'batch-with-broken',
    'the others are there',
    `${BATCHES} never lets a broken item hide its neighbours`
  )
]

const PLAN = 'Planning a message for WhatsApp'
const exam = (name: string) => `The exam of whatsapp says ${name} in words that the provider takes, and that arrive`
const sent = (kind: string, ...tests: readonly string[]): Kind => ({ kind, tests })

const OUTBOUND: readonly Kind[] = [
  sent('`text`', exam('text 1'), `${PLAN} sends a text as one part, with a preview when asked`),
  sent(
    '`text` that quotes, with a preview',
    exam('text 2'),
    'What colleagues send quotes the message that it replies to'
  ),
  sent('`image`', exam('image 1'), 'What colleagues send as files brings a picture with its caption to the phone'),
  sent('`video`', exam('video 1')),
  sent('`audio`, a voice note', exam('audio 1'), `${PLAN} marks a voice note`),
  sent('`document`', exam('document 1')),
  sent('`sticker`', exam('sticker 1')),
  sent('media by link', 'Compiling a part for WhatsApp puts the fresh link of a file into the payload'),
  sent(
    'media by id',
    'Compiling a part for WhatsApp names a file by the id that the provider gave it, before any link',
    'Files for a provider that cannot follow our links are brought to it as bytes, and sent by the id that it gives them'
  ),
  sent('one text with two files', 'What colleagues send as files brings one text with two files as three, in order'),
  sent('`location`', exam('location 1'), `${PLAN} sends cards and places as they are`),
  sent('`contacts`', exam('contacts 1')),
  sent('`reaction`', exam('reaction 1'), `${PLAN} reacts to the message replied to, and takes it back`),
  sent(
    '`reaction`, taken back',
    exam('reaction 2'),
    'What colleagues send puts a reaction on the customer’s message, and takes it back with an empty one'
  ),
  sent('`template`', exam('template 1')),
  sent(
    '`template` with words and buttons',
    exam('template 2'),
    'Templates of a WhatsApp number are sent after the window has closed, with the words that the customer reads'
  ),
  sent(
    '`template` with an offer that ends and a carousel',
    exam('template 3'),
    'What is given for a template of WhatsApp fits: every card of a carousel, in any order'
  ),
  ...[
    'button',
    'list',
    'cta_url',
    'flow',
    'location_request_message',
    'product',
    'product_list',
    'catalog_message',
    'call_permission_request',
    'contact_request'
  ].map(type => sent(`\`interactive\` \`${type}\``, exam(`interactive ${type}`))),
  sent(
    'to a user id',
    'WhatsApp against a stand-in that shares nothing with it reaches people whom nobody knows by number'
  ),
  sent(
    'to a number that is registered otherwise',
    'Who somebody is knows somebody under the number that the provider really uses'
  ),
  sent(
    'read mark',
    'Other requests to WhatsApp marks as read, with dots when asked',
    'A customer who has been read sees so at the last of their messages, once'
  ),
  sent(
    'read mark with `typing_indicator`',
    'Somebody is writing is seen by the customer at the last message, once as long as it lasts'
  ),
  sent(
    'outside of the documented limits',
    'What may be said on WhatsApp refuses what is longer, more or stranger than documented',
    'What may be said on WhatsApp objects to limits that span several fields'
  )
]

const MEANS = 'What an answer of WhatsApp means'
const NO = 'When the provider says no'
const answer = (kind: string, becomes: string, ...tests: readonly string[]): Kind => ({ kind, becomes, tests })

const ANSWERS: readonly Kind[] = [
  answer('accepted', '`sent`', `${MEANS} is accepted with the id, and the addresses that Meta really uses`),
  answer(
    '`held_for_quality_assessment`, `paused`',
    '`sent`; a status tells',
    `${MEANS} is accepted while Meta holds the message or has paused the campaign`
  ),
  answer(
    '1, 2, 131000, 131016, 131057, 133004',
    'tried again',
    `${MEANS} is retry temporary for 1, 2, 131000, 131016, 131057, 133004`,
    `${NO} 131016: temporary, tried again`
  ),
  answer(
    '4, 80007, 130429',
    'the whole number waits',
    `${MEANS} is retry rate_limited for 4, 80007, 130429`,
    `${NO} 130429: the whole number rests as long as the provider asks, and others lose nothing`
  ),
  answer(
    '131056',
    'the lanes to this person wait',
    `${MEANS} is retry pair_rate_limited for 131056`,
    `${NO} 131056: pair_rate_limited, tried again`
  ),
  answer(
    '131049',
    'once more after a day',
    `${MEANS} is retry held_back for 131049`,
    `${NO} 131049: kept back for a day and tried once more, while the conversation goes on`
  ),
  answer(
    '132007, 132015, 132016',
    '`failed`: template; the catalogue is read again',
    `${MEANS} is rejected template for 132007, 132015, 132016`
  ),
  answer(
    '131047',
    '`failed`: outside_window; the window is closed',
    `${MEANS} is rejected outside_window for 131047`,
    `${NO} 131047: closes the window, and says that a template is possible`
  ),
  answer(
    '130472, 131021, 131026, 131030, 131062',
    '`failed`: unreachable',
    `${MEANS} is rejected unreachable for 130472, 131021, 131026, 131030, 131062`
  ),
  answer(
    '131050',
    '`failed`: opted_out; the identity is opted out',
    `${MEANS} is rejected opted_out for 131050`,
    `${NO} 131050: nothing more is sent but answers to what the customer writes afterwards`
  ),
  answer(
    '33, 100, 131008, 131009, 131051, 132000, 132001, 132005, 132012, 132068, 132069, 135000',
    '`failed`: bad_request',
    `${MEANS} is rejected bad_request for 33, 100, 131008, 131009, 131051, 132000, 132001, 132005, 132012, 132068, 132069, 135000`
  ),
  answer('131052, 131053', '`failed`: media', `${MEANS} is rejected media for 131052, 131053`),
  answer(
    '368, 131031, 131037, 131042, 131045, 131048, 133010',
    'the channel pauses',
    `${MEANS} is credentials account for 368, 131031, 131037, 131042, 131045, 131048, 133010`,
    `${NO} 131031: account, paused`
  ),
  answer(
    '130497',
    '`failed`: account; others are reached',
    `${MEANS} is rejected account for 130497`,
    `${NO} 130497: account, failed`
  ),
  answer(
    '0, 3, 10, 190, 200–299',
    'the channel pauses',
    `${MEANS} is credentials credentials for 0, 3, 10, 190, 200, 299`,
    'A channel whose token is refused pauses once, and what waited leaves in order when the token is renewed'
  ),
  answer('137000', '`failed`: identity_changed', `${MEANS} is rejected identity_changed for 137000`),
  answer('a code that is not known', 'by the HTTP status', `${MEANS} goes by the status where the code is not known`),
  answer('429, 500, 503 without words', 'tried again', `${MEANS} is a retry when the servers say so without words`),
  answer(
    '502, 504, something unreadable',
    '`unknown`, never sent again by itself',
    `${MEANS} is doubt when it cannot be read, or a gateway gave up waiting`,
    'On the way to the provider is in doubt when the call is answered by a gateway: never sent again, settled by a later report'
  ),
  answer(
    'silence',
    '`unknown`, unless nothing has left',
    `${MEANS} is doubt without an answer, unless the request never left`
  )
]

const FETCHING = "Fetching a customer's media from WhatsApp"
const FILES = 'What customers send as files'
const BRINGING = 'Files for a provider that cannot follow our links'

const FILE_KINDS: readonly Kind[] = [
  answer(
    '`GET /{media-id}`',
    'the address, for five minutes',
    `${FETCHING} asks where they are, whatever their id looks like`,
    `${FILES} is there as soon as the provider has given it`
  ),
  answer('the address has run out (404)', 'asked for anew', `${FILES} is asked for anew when the link has run out`),
  answer(
    'the id has run out (33)',
    '`expired`',
    `${FETCHING} knows what is gone, what will never come, and what may come yet`,
    `${FILES} has run out when the provider does not have it any more`
  ),
  answer(
    'an address of another host',
    'refused: the token goes to Meta alone',
    `${FETCHING} takes the token to Meta's hosts and the configured API alone`,
    `${FILES} takes the token nowhere else`
  ),
  answer(
    'another digest or size',
    'a few tries, then `failed`',
    `${FILES} is had at another try when the digest is not what was said, and lost when it stays so`
  ),
  answer(
    '`POST /{phone-id}/media`',
    'the id, for thirty days',
    'Bringing a file to WhatsApp is a form to the media of the number, with the token',
    `${BRINGING} are brought once, however often they are sent, until their time there is over`
  ),
  answer(
    'an uploaded id that is not known any more',
    'brought once more',
    `${BRINGING} are brought once more when the provider has lost them, and the customer gets them once`
  ),
  answer(
    'sizes and types',
    'refused before anything leaves',
    'What WhatsApp carries of files bounds the size of image',
    'What WhatsApp carries of files holds whoever names a kind to it'
  )
]

/** All of them, by what they are. */
export const KINDS: Readonly<Record<string, readonly Kind[]>> = {
  'What customers say': INBOUND,
  'What becomes of our messages': STATUSES,
  'Others on the same number': SAME_NUMBER,
  'What else is brought': FIELDS,
  'What we say': OUTBOUND,
  'What is answered': ANSWERS,
  Media: FILE_KINDS
}
