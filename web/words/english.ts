import { FAILURES, UNKNOWN_FAILURE } from './errors.ts'
import { CHOICES, INTERACTIVE, KINDS, UNSUPPORTED, VOICE } from './kinds.ts'

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

/** Every English text of the inbox. Another language is another object of this shape. */
export const words = {
  name: 'Parley',
  kinds: KINDS,
  voice: VOICE,
  unsupportedKinds: UNSUPPORTED,
  interactive: INTERACTIVE,
  choices: CHOICES,
  failures: FAILURES,
  unknownFailure: UNKNOWN_FAILURE,

  session: {
    title: 'Log in',
    welcome: 'Every conversation in one place.',
    email: 'E-mail',
    password: 'Password',
    enter: 'Log in',
    organization: 'Organization',
    leave: 'Log out',
    unreachable: 'The server does not answer. Check the connection and try again.'
  },

  connection: {
    connecting: 'Connecting …',
    offline: 'No connection. What you see may be old; it catches up by itself.',
    back: 'Connected again'
  },

  menu: {
    label: 'Menu',
    appearance: 'Appearance',
    light: 'Light',
    dark: 'Dark',
    auto: 'As the system',
    sound: 'Sound for new messages',
    replies: 'Ready answers',
    shortcuts: 'Keyboard shortcuts'
  },

  list: {
    label: 'Conversations',
    search: 'Search people',
    searchMessages: 'Search messages',
    places: { people: 'In people', messages: 'In messages' },
    clearSearch: 'Clear the search',
    statuses: { open: 'Open', snoozed: 'Asleep', closed: 'Closed', all: 'Any status' },
    statusIs: (status: string) => `Status: ${status}`,
    waitingOnly: 'Waiting',
    filters: 'More filters',
    filtersOn: (n: number) => `More filters, ${n} in use`,
    channel: 'Channel',
    tag: 'Tag of the contact',
    person: 'Assigned to',
    any: 'Any',
    clearFilters: 'Take these off',
    all: 'All',
    mine: 'Mine',
    unassigned: 'Unassigned',
    unread: 'Unread',
    sort: 'Sort',
    newest: 'Newest first',
    oldest: 'Oldest first',
    waiting: 'Waiting longest',
    priority: 'Priority',
    nobody: 'Nobody',
    you: 'You',
    sentByYou: 'You: ',
    waits: (span: string) => `Waiting ${span}`,
    waitsTitle: (span: string) => `The customer has been waiting for ${span}`,
    windowOpen: (span: string) => `Free text is possible for another ${span}`,
    windowClosed: 'Only templates are possible now',
    unreadCount: (n: number) => count(n, 'unread message', 'unread messages'),
    snoozed: (until: string) => `Asleep until ${until}`,
    blocked: 'Blocked',
    empty: 'Nothing here',
    emptyOpen: 'All done. New messages appear here by themselves.',
    phones: 'Write as a customer',
    emptyFiltered: 'No conversation fits these filters.',
    emptySearch: {
      people: (text: string) => `Nobody here is called “${text}”.`,
      messages: (text: string) => `Nobody here has written “${text}”.`
    },
    searchAll: 'Search in all conversations',
    clear: 'Show all open',
    failed: 'The conversations could not be loaded.',
    again: 'Try again',
    total: (n: number, isMore: boolean) => `${isMore ? 'more than ' : ''}${count(n, 'conversation', 'conversations')}`
  },

  thread: {
    pick: 'Pick a conversation',
    pickHint: 'Use j and k to walk through the list, Enter to open.',
    gone: 'There is no such conversation, or you may not see it.',
    back: 'Back to the list',
    messages: 'Messages',
    today: 'Today',
    yesterday: 'Yesterday',
    latest: 'Newest messages',
    newOnes: (n: number) => count(n, 'new message', 'new messages'),
    begin: 'This is where the conversation begins.',
    edited: 'edited',
    before: (text: string) => `Before: ${text}`,
    revoked: 'The customer deleted this message on their phone.',
    deleted: 'This message was deleted.',
    forwarded: 'Forwarded',
    reply: 'Reply to this message',
    jump: 'Go to the quoted message',
    quoteAway: 'The quoted message is further up.',
    note: 'Note, only for your team',
    scheduled: (when: string) => `Leaves ${when}`,
    resend: 'Send again',
    discard: 'Discard',
    copy: 'Copy text',
    more: 'More',
    remove: 'Delete here',
    phoneApp: 'Sent from the phone',
    assistant: 'Assistant',
    automation: 'Automation',
    system: 'System',
    you: 'You',
    writing: (names: readonly string[]) =>
      names.length === 1 ? `${names[0]} is writing …` : `${names.join(' and ')} are writing …`
  },

  happenings: {
    you: 'You',
    whomYou: 'you',
    somebody: 'Somebody',
    whomSomebody: 'somebody',
    itself: 'The system',
    assigned: (who: string, whom: string) => `${who} gave this to ${whom}`,
    unassigned: (who: string) => `${who} gave this to nobody in particular`,
    closed: (who: string) => `${who} closed the conversation`,
    opened: (who: string) => `${who} opened the conversation again`,
    blocked: (who: string) => `${who} blocked the contact`,
    unblocked: (who: string) => `${who} unblocked the contact`,
    snoozed: (who: string, until: string) => `${who} put it to sleep until ${until}`,
    woken: (who: string) => `${who} woke it up`,
    prioritized: (who: string, priority: string) => `${who} set the priority to ${priority.toLowerCase()}`,
    taken: (who: string) => `${who} took over`,
    passed: (who: string) => `${who} handed over`,
    lapsed: 'The one who was answering was silent for too long and lost the conversation'
  },

  ticks: {
    received: 'Received',
    scheduled: 'Scheduled',
    queued: 'Waiting to leave',
    sending: 'Leaving now',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    failed: 'Not delivered',
    unknown: 'May have arrived'
  },
  doubt: {
    what: 'The line broke while it was being handed over, so it may have arrived.',
    next: 'It is not sent again by itself. You can send it again.'
  },

  media: {
    pending: 'Loading from WhatsApp …',
    expired: 'No longer available at WhatsApp.',
    failed: 'Could not be loaded.',
    open: 'Open',
    download: (name: string) => `Download ${name}`,
    file: 'File',
    photoBy: (name: string) => `Photo from ${name}`,
    play: 'Play',
    pause: 'Pause',
    seek: 'Position',
    close: 'Close'
  },

  place: { open: 'Open in map', at: (latitude: string, longitude: string) => `${latitude}, ${longitude}` },

  order: {
    title: 'Order',
    item: (quantity: number, name: string) => `${quantity} × ${name}`,
    total: 'Total'
  },

  unsupported: {
    was: (what: string) => `The customer sent ${what}, which WhatsApp does not hand on.`,
    something: 'The customer sent something that WhatsApp does not hand on.',
    look: 'They can see it on their phone; ask them to describe it.'
  },

  composer: {
    reply: 'Reply',
    note: 'Note',
    replyPlaceholder: (name: string) => `Write to ${name}`,
    notePlaceholder: 'Only your team sees this',
    send: 'Send',
    addNote: 'Add note',
    attach: 'Attach files',
    drop: 'Drop to attach',
    replyingTo: (name: string) => `Replying to ${name}`,
    cancelReply: 'Do not reply to it',
    removeFile: (name: string) => `Remove ${name}`,
    uploading: 'Uploading …',
    tooLong: (limit: number) => `At most ${limit} characters.`,
    windowLeft: (span: string) => `${span} left`,
    windowLeftTitle: (span: string) => `Free text is possible for another ${span}; after that only templates.`,
    hint: 'Enter sends, Shift + Enter begins a new line, / finds a ready answer'
  },

  mute: {
    outside_window: 'The customer wrote last more than 24 hours ago. WhatsApp takes only templates now.',
    blocked: 'This contact is blocked. Nothing is sent to them.',
    control: 'An assistant is talking to the customer.',
    controlOther: 'Another application is talking to the customer.',
    channel_closed: 'This channel is switched off. Nothing leaves.',
    channel_paused: 'WhatsApp refuses the access of this channel. What you write waits and leaves once it is renewed.',
    takeOver: 'Take over',
    unblock: 'Unblock',
    template: 'Send a template',
    noTemplates: 'This channel has no approved template yet.'
  },

  template: {
    title: 'Send a template',
    search: 'Find a template',
    fill: 'Fill in',
    field: (name: string) => `Value of ${name}`,
    send: 'Send template',
    cancel: 'Cancel',
    preview: 'Preview',
    none: 'No approved template fits.'
  },

  header: {
    assign: 'Assign',
    assignedTo: (name: string) => `Assigned to ${name}`,
    unassigned: 'Unassigned',
    team: 'Team',
    nobody: 'Nobody',
    me: 'Me',
    close: 'Close',
    reopen: 'Reopen',
    more: 'More actions',
    snooze: 'Snooze',
    anHour: 'For an hour',
    tomorrow: 'Until tomorrow, 9:00',
    nextWeek: 'Until Monday, 9:00',
    wake: 'Wake up now',
    priority: 'Priority',
    block: 'Block contact',
    unblock: 'Unblock contact',
    markUnread: 'Mark as unread',
    closed: 'Closed'
  },
  replies: {
    title: 'Ready answers',
    none: 'No ready answer fits. They are kept in the menu behind your picture.',
    missing: (names: readonly string[]) => `There is no value for ${names.join(', ')}. Look before you send.`,
    name: 'Title',
    shortcut: 'Shortcut',
    shortcutHint: 'What is typed after / to find it',
    content: 'Words',
    contentHint: '{{ contact.first_name }} becomes the first name of whom you write to',
    add: 'Keep it',
    save: 'Save',
    cancel: 'Cancel',
    remove: (title: string) => `Remove ${title}`
  },

  bulk: {
    label: 'Selected conversations',
    pick: (name: string) => `Select ${name}`,
    clear: 'Select nothing',
    selected: (n: number, isMore: boolean) => `${isMore ? 'more than ' : ''}${n} selected`,
    loaded: 'All shown',
    all: (n: number, isMore: boolean) => `All ${isMore ? 'that fit' : n}`,
    assign: 'Assign to',
    tag: 'Tag',
    read: 'Mark as read',
    reopen: 'Reopen',
    close: 'Close',
    running: (n: number) => `${count(n, 'conversation is', 'conversations are')} being changed.`,
    done: (n: number, failed: number) =>
      `${count(n, 'conversation', 'conversations')} changed${failed > 0 ? `, ${failed} could not be` : ''}.`,
    undo: 'Undo',
    undone: (n: number) => `${count(n, 'conversation is', 'conversations are')} as before.`
  },

  contact: {
    title: 'About the contact',
    close: 'Close',
    tags: 'Tags',
    noTags: 'Write a tag, press Enter',
    fields: {
      first_name: 'First name',
      last_name: 'Last name',
      email: 'E-mail',
      phone: 'Phone',
      company_name: 'Company'
    },
    save: 'Save',
    undo: 'Undo',
    addresses: 'Reached by',
    more: 'More',
    yes: 'yes',
    no: 'no',
    since: (when: string) => `Known since ${when}`
  },
  priorities: { low: 'Low', normal: 'Normal', high: 'High', urgent: 'Urgent' },

  time: {
    now: 'now',
    minutes: (n: number) => `${n} min`,
    hours: (n: number) => `${n} h`,
    hoursMinutes: (h: number, m: number) => `${h} h ${m} min`,
    days: (n: number) => count(n, 'day', 'days'),
    yesterday: 'Yesterday'
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    next: 'Next conversation',
    previous: 'Previous conversation',
    open: 'Open the conversation',
    leave: 'Leave the field, or go back',
    reply: 'Write a reply',
    note: 'Write a note',
    close: 'Close or reopen',
    about: 'About the contact',
    pick: 'Select the conversation',
    search: 'Search',
    help: 'This list'
  },

  trouble: {
    dismiss: 'Dismiss',
    broken: 'Something went wrong on this page.',
    reload: 'Load it again'
  }
}

export type Words = typeof words
