import { connect } from '../../src/client/index.ts'

/** The one line of this page to its server. */
export const client = connect({ url: location.origin, storage: localStorage })
