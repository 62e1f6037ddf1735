import { authenticate } from '../../actions/authenticate.ts'
import type { LoginAnswer } from '../../actions/log-in.ts'
import { logOut } from '../../actions/log-out.ts'
import type { LoginAttempt } from '../../actions/login-attempt.ts'
import type { MemberRow } from '../../actions/member-row.ts'
import { act, type House } from '../../actions/scope.ts'
import type { Connection } from '../../declarations.ts'
import type { Member } from '../../model/actor.ts'
import { Refusal } from '../../model/errors.ts'
import { type Call, memberOf } from '../call.ts'

/** What a stock client is told when it has logged out. */
export interface LogoutAnswer {
  readonly authentication: { readonly strategy: 'jwt' }
  readonly user: MemberRow
}

export class Authentication {
  private readonly house: House

  constructor(house: House) {
    this.house = house
  }

  /** A socket that logs in stays logged in and hears what its member may see. */
  async create(data: LoginAttempt, call: Call): Promise<LoginAnswer> {
    const answer = await authenticate(this.house.desk, data, call.address)
    const { connection } = call
    if (connection?.socket) {
      const credential = { kind: 'token' as const, token: answer.accessToken }
      const member = await this.house.identifier.identify(credential)
      connection.credential = credential
      this.seat(connection, member)
    }
    return answer
  }

  /** Ends the login the caller came in with; an id, where one is given, is that login's. */
  async remove(id: string | number | null, call: Call): Promise<LogoutAnswer> {
    const member = memberOf(call)
    if (id !== null && id !== member.credential_id) throw new Refusal('not_found')
    const { connection } = call
    // Whoever still sits in the login's room when its end is heard is sent away and misses the answer.
    this.seat(connection, null)
    try {
      const user = await act(this.house, member, logOut)
      if (connection) connection.credential = null
      return { authentication: { strategy: 'jwt' }, user }
    } catch (error) {
      this.seat(connection, member)
      throw error
    }
  }

  private seat(connection: Connection | null, member: Member | null): void {
    if (connection?.socket) this.house.seats.seat(connection.socket, member)
  }
}
