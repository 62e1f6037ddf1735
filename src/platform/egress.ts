import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Where outgoing requests may go: public unicast addresses, and the private networks that are named. */
export interface Egress {
  /** Resolves a name once; every address must be allowed, so that none of a mixed answer can be picked later. */
  resolve(hostname: string): Promise<Resolved>
  mayReach(address: string): boolean
}

export type Resolved =
  | { readonly kind: 'address'; readonly address: string; readonly isPrivate: boolean }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'unknown' }

export type Lookup = (hostname: string) => Promise<readonly string[]>

const systemNames: Lookup = async hostname => (await systemLookup(hostname, { all: true })).map(each => each.address)

export function createEgress(options: { allow: readonly string[]; lookup?: Lookup }): Egress {
  const allowed = options.allow.map(network => ipaddr.parseCIDR(network))
  const lookup = options.lookup ?? systemNames

  const isNamed = (address: string): boolean => {
    const parsed = ipaddr.process(address)
    return allowed.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))
  }
  const mayReach = (address: string): boolean => isPublic(address) || isNamed(address)

  return {
    mayReach,
    async resolve(hostname) {
      const bare = hostname.replace(/^\[|\]$/g, '')
      const addresses = isIP(bare) ? [bare] : await lookup(bare).catch(() => [])
      const [first] = addresses
      if (first === undefined) return { kind: 'unknown' }
      if (!addresses.every(mayReach)) return { kind: 'blocked' }
      return { kind: 'address', address: first, isPrivate: !isPublic(first) }
    }
  }
}

/** Forms that carry another address inside (mapped, NAT64, 6to4, Teredo) are not unicast to ipaddr.js, so refused. */
function isPublic(address: string): boolean {
  return (
    ipaddr.isValid(address) &&
    ipaddr.process(address).range() === 'unicast' &&
    ipaddr.parse(address).range() === 'unicast'
  )
}
