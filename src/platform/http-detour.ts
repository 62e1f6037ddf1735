import { type Egress, isSameAddress } from './egress.ts'
import { createHttp, type Http, type HttpOptions, type OutgoingRequest } from './http.ts'

interface DetourOptions extends Omit<HttpOptions, 'egress'> {
  /** Addresses that begin with one of these are our own. */
  prefixes(): readonly string[]
  /** Where this process itself listens; null: nowhere yet, or others do. */
  here(): URL | null
}

/**
 * Brings requests for some of our own public addresses straight to where this process listens, which the egress rules
 * would not allow and a proxy in front might not know the way to. Everything else goes by `http`.
 */
export function createDetour(http: Http, options: DetourOptions): Http {
  const egress: Egress = {
    judge: address => (isSameAddress(hostOf(options.here()), address) ? 'allowed' : 'forbidden'),
    addressesOf: async hostname => [hostname]
  }
  const near = createHttp({ ...options, egress })

  function routed(request: OutgoingRequest): [Http, OutgoingRequest] {
    const here = options.here()
    // What `..` leads to counts, not what is written.
    const url = URL.canParse(request.url) ? new URL(request.url) : null
    if (!here || !url || !options.prefixes().some(prefix => url.href.startsWith(prefix))) return [http, request]
    return [near, { ...request, url: `${here.origin}${url.pathname}${url.search}` }]
  }

  return {
    request(request, limits) {
      const [way, changed] = routed(request)
      return way.request(changed, limits)
    },
    download(request, limits) {
      const [way, changed] = routed(request)
      return way.download(changed, limits)
    },
    async close() {
      await Promise.all([http.close(), near.close()])
    }
  }
}

function hostOf(url: URL | null): string {
  return url?.hostname.replace(/^\[|\]$/g, '') ?? ''
}
