import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What an address is to us: somewhere on the internet, a private one that was allowed by name, or neither. */
export type Ruling = 'public' | 'allowed' | 'forbidden'

/** Where outgoing requests may go. */
export interface Egress {
  judge(address: string): Ruling
  /** All addresses of a name, best first; none when it is unknown. An address is its own. */
  addressesOf(hostname: string): Promise<readonly string[]>
}

export type Lookup = (hostname: string) => Promise<readonly string[]>

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = ReturnType<typeof ipaddr.parseCIDR>

// All of today's public IPv6 lies here; what lies elsewhere (site-local, IPv4-compatible, local NAT64) is not for us.
const GLOBAL_IPV6: Network = ipaddr.parseCIDR('2000::/3')

const systemNames: Lookup = async hostname => {
  const found = await systemLookup(hostname, { all: true, order: 'ipv4first' })
  return found.map(({ address }) => address)
}

/**
 * Makes the rule of which addresses may be reached: public unicast, and those inside the allowed networks (CIDR). Forms
 * that hide an IPv4 address (mapped, NAT64, 6to4, Teredo) and zones are forbidden.
 * @throws RangeError on a bad CIDR
 */
export function createEgress(options: { allow: readonly string[]; lookup?: Lookup }): Egress {
  const networks = options.allow.map(parseNetwork)
  const lookup = options.lookup ?? systemNames

  return {
    judge(text) {
      const address = parseAddress(text)
      if (!address) return 'forbidden'
      if (networks.some(network => contains(network, address))) return 'allowed'
      return isPublic(address) ? 'public' : 'forbidden'
    },
    addressesOf: async hostname => (isIP(hostname) ? [hostname] : lookup(hostname).catch(() => []))
  }
}

/** Whether two texts name the same address. */
export function isSameAddress(a: string | undefined, b: string): boolean {
  const [left, right] = [parseAddress(a ?? ''), parseAddress(b)]
  return left !== undefined && right !== undefined && left.toNormalizedString() === right.toNormalizedString()
}

function parseAddress(text: string): Address | undefined {
  if (isIP(text) === 0 || text.includes('%')) return undefined
  const address = ipaddr.parse(text)
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? undefined : address
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || contains(GLOBAL_IPV6, address)
}

function contains([network, bits]: Network, address: Address): boolean {
  if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match(network, bits)
  return network instanceof ipaddr.IPv6 && address.match(network, bits)
}

function parseNetwork(text: string): Network {
  if (!ipaddr.isValidCIDR(text)) throw new RangeError(`Not a network in CIDR notation: ${text}`)
  return ipaddr.parseCIDR(text)
}
