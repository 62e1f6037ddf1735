import type { MessageType } from '../../src/model/message.ts'

/** What a message is called where its content does not stand. */
export const KINDS: Readonly<Record<MessageType, string>> = {
  text: 'Message',
  image: 'Photo',
  video: 'Video',
  audio: 'Audio',
  document: 'Document',
  sticker: 'Sticker',
  location: 'Location',
  contacts: 'Contact card',
  interactive: 'Interactive message',
  template: 'Template',
  reaction: 'Reaction',
  order: 'Order',
  note: 'Note',
  system: 'Notice',
  unsupported: 'Unsupported message'
}

export const VOICE = 'Voice message'

/** What the customer sent that WhatsApp does not hand on, by its own name for it. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  poll_creation: 'a poll',
  poll_update: 'a vote in a poll',
  event: 'an event',
  album: 'an album',
  group_invite: 'an invitation to a group',
  gif: 'a GIF',
  view_once: 'something to be seen once',
  ephemeral: 'a message that disappears',
  edit: 'an edited message',
  image: 'a photo',
  video: 'a video',
  audio: 'a sound',
  document: 'a document',
  sticker: 'a sticker'
}

/** What stands between the words of an interactive message of ours. */
export const INTERACTIVE: Readonly<Record<string, string>> = {
  button: 'Buttons',
  list: 'List',
  cta_url: 'Link',
  flow: 'Form',
  location_request_message: 'Asked for the location',
  product: 'Product',
  product_list: 'Products',
  catalog_message: 'Catalog',
  call_permission_request: 'Asked for permission to call',
  contact_request: 'Asked for contact details'
}

/** What the customer did with one. */
export const CHOICES: Readonly<Record<string, string>> = {
  button: 'Tapped a button',
  button_reply: 'Tapped a button',
  list_reply: 'Chose from the list',
  nfm_reply: 'Filled in the form',
  call_permission_reply: 'Answered about calls'
}
