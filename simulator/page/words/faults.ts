/** What can go wrong, in families, with what it is called and what comes of it. */
export const FAULTS = [
  {
    family: 'Sending is refused',
    kinds: {
      error: 'The provider refuses with an error',
      too_many_requests: 'Too many requests (429)',
      server_error: 'The provider breaks (500)',
      unavailable: 'The provider is away (503)',
      cut_before_accepting: 'The line is cut before it is taken'
    }
  },
  {
    family: 'Taken, and nobody says so',
    kinds: {
      hang_after_accepting: 'The answer never comes',
      cut_after_accepting: 'The line is cut after it is taken',
      error_after_accepting: 'Taken, answered with 500',
      malformed_answer: 'The answer cannot be read'
    }
  },
  {
    family: 'What becomes of it',
    kinds: {
      fail_later: 'It fails afterwards',
      late_status: 'Ticks come late',
      status_before_answer: 'Ticks come before the answer',
      skip_delivered: 'Read without delivered',
      late_refusal: 'Delivered, then refused'
    }
  },
  {
    family: 'Webhooks',
    kinds: {
      duplicate: 'Everything comes twice',
      delay: 'Everything comes late',
      reorder: 'Out of order',
      batch: 'Many in one',
      wrong_signature: 'Wrongly signed'
    }
  },
  {
    family: 'Files of customers',
    kinds: {
      media_expired: 'The link has expired',
      media_missing: 'The file is gone',
      media_wrong_hash: 'The digest is wrong',
      media_wrong_size: 'The size is wrong',
      media_redirect: 'The link leads elsewhere',
      media_slow: 'Very slow'
    }
  },
  { family: 'Account', kinds: { revoked_token: 'The access token is revoked' } }
] as const

type KindsOf<Family> = Family extends { readonly kinds: infer Kinds } ? keyof Kinds : never
export type FaultKind = KindsOf<(typeof FAULTS)[number]>
