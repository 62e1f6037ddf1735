import { client } from '../session/client.ts'
import { createDirectory } from './directory.ts'

/** Everybody who works here. */
export const users = createDirectory(client.service('users'))

/** The words that contacts can wear. */
export const tags = createDirectory(client.service('tags'))

/** Answers that are kept ready. */
export const replies = createDirectory(client.service('conversation-predefined-messages'))

/** The channels of the organization, with their health. */
export const channels = createDirectory(client.service('channels'))
