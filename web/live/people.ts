import { client } from '../session/client.ts'
import { createDirectory } from './directory.ts'

/** Everybody who works here. */
export const users = createDirectory(client.service('users'))

/** The channels of the organization, with their health. */
export const channels = createDirectory(client.service('channels'))
