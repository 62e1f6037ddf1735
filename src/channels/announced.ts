import { Type } from 'typebox'
import type { Vocabulary } from './channel.ts'

const nothing = Type.Object({}, { additionalProperties: false })
const files = { image: nothing, video: nothing, audio: nothing, document: nothing }
// The target is the message replied to; an empty emoji takes the reaction back.
const reaction = Type.Object({ emoji: Type.String({ maxLength: 32 }) }, { additionalProperties: false })

/**
 * Types of channels whose dialect nobody speaks yet: they cannot be connected. What may be said on them is known, so
 * that whoever programs against the house finds their services in place.
 */
export const announced: readonly Vocabulary[] = [
  { name: 'instagram', capabilities: { text_limit: 1_000 }, content: { text: nothing, ...files, reaction } },
  { name: 'messenger', capabilities: { text_limit: 2_000 }, content: { text: nothing, ...files } },
  { name: 'webchat', capabilities: { text_limit: 4_096 }, content: { text: nothing, ...files, reaction } },
  { name: 'sms', capabilities: { text_limit: 1_600 }, content: { text: nothing, ...files } }
]
