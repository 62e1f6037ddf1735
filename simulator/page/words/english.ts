/** Every English text of the phones. */
export const words = {
  title: 'Phones',
  lead: 'You are the customer here. What you write arrives in the inbox.',
  inbox: 'Open the inbox',
  settings: 'What goes wrong',
  light: 'Use light colours',
  dark: 'Use dark colours',
  people: 'People',
  newPerson: 'New person',
  offline: 'No connection. Trying again …',
  none: 'There is no simulated channel.',
  noneHint: 'Make a WhatsApp channel whose environment is “simulated”, and its phones appear here.',
  loading: 'Loading …',

  phone: {
    label: (name: string) => `${name}’s phone`,
    menu: (name: string) => `About ${name}’s phone`,
    business: 'Business account',
    typing: 'typing …',
    empty: 'Say hello. Your words arrive in the inbox within a second.',
    suggestions: ['Hello! Are you open today?', 'Where is my order?', 'Do you have it in blue?'],
    blocked: 'You have blocked this business.',
    unblock: 'Unblock',
    offline: 'Switched off: messages wait with one tick.',
    windowOpen: (hours: string) => `They may answer freely for ${hours}`,
    windowClosed: 'They may only send templates now'
  },

  person: {
    is_online: 'Phone is on',
    opens: 'Reads at once',
    tells_read: 'Shows blue ticks',
    has_blocked: 'Has blocked the business',
    has_opted_out: 'Wants no marketing',
    is_reachable: 'Can be reached',
    hides_number: 'Hides the number (username)'
  },
  readAll: 'Read everything now',
  leaveWindow: 'Fall out of the 24-hour window',
  newNumber: 'Move to a new number',

  composer: {
    placeholder: 'Message',
    send: 'Send',
    attach: 'Attach',
    file: 'Photo or file …',
    picture: 'A picture from the garden',
    location: 'Where I am',
    contact: 'A contact card',
    voice: 'Record a voice message',
    recording: 'Recording',
    dropVoice: 'Drop the recording',
    sendVoice: 'Send the recording',
    noMicrophone: 'There is no microphone, or this page may not use it. Attach a sound file instead.',
    stop: 'Do not answer this'
  },

  message: {
    menu: 'What to do with this message',
    reply: 'Reply',
    edit: 'Edit',
    editing: 'Editing',
    revoke: 'Delete for everyone',
    react: (emoji: string) => `React with ${emoji}`,
    revoked: 'This message was deleted',
    edited: 'edited',
    you: 'You',
    file: 'File',
    unsupported: 'A message of a kind this phone does not show',
    failed: 'Not delivered',
    fromApp: 'from the business’s phone'
  },

  ticks: {
    pending: 'On its way',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    played: 'Played',
    failed: 'Failed'
  },

  panel: {
    title: 'The simulated network',
    close: 'Close',
    off: 'Switch all off',
    once: 'Next time only',
    always: 'Until I switch it off',
    howLong: 'How long a fault lasts',
    time: 'Time',
    ahead: (hours: number) => (hours === 0 ? 'The clock is right.' : `The clock is ${hours} hours ahead.`),
    forward: (hours: number) => `+${hours} hours`,
    seed: 'Chance',
    seedIs: (seed: number) => `Seed ${seed}`,
    again: 'Begin again from it',
    templates: 'Templates',
    wire: 'On the wire',
    quiet: 'Nothing yet. Calls and webhooks are listed here as they happen.'
  }
}
