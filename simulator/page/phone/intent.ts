import type { PhoneMessage } from '../wire/shapes.ts'

/** What is being written: an answer to a message, another wording of one, or something new. */
export type Intent = { readonly kind: 'reply' | 'edit'; readonly message: PhoneMessage } | null
