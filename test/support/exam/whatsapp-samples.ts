import type { Examiner, Sample } from './examiner.ts'

const body = { text: 'Well?' }
const row = { id: 'r1', title: 'One' }
const header = { type: 'text', text: 'Ours' }
const footer = { text: 'Small print' }
const products = [{ product_retailer_id: 'p1' }]

function interactive(content: object, ...spare: string[]): Sample {
  return {
    draft: { message_type: 'interactive', content: { ...content } },
    spare: spare.map(each => `interactive.${each}`)
  }
}

/** What fills a card of a carousel. */
const cardOf = (price: string) => [
  { type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.com/a.jpg' } }] },
  { type: 'body', parameters: [{ type: 'text', text: price }] },
  { type: 'button', sub_type: 'quick_reply', index: 0, parameters: [{ type: 'payload', payload: 'keep' }] }
]

/** All that may be said on WhatsApp, by our names of it. */
export const samples: Examiner['samples'] = {
  text: [
    { draft: { message_text: 'Hi' } },
    {
      draft: { message_text: 'x'.repeat(4_096), reply_to: 'wamid.1', content: { preview_url: true } },
      spare: ['text.preview_url']
    }
  ],
  image: [
    {
      draft: { message_type: 'image', message_text: 'Look' },
      file: { category: 'image', type: 'image/jpeg' },
      spare: ['image.caption']
    }
  ],
  video: [{ draft: { message_type: 'video' }, file: { category: 'video', type: 'video/mp4' } }],
  audio: [
    {
      draft: { message_type: 'audio', content: { voice: true } },
      file: { category: 'audio', type: 'audio/ogg' },
      spare: ['audio.voice']
    }
  ],
  document: [
    {
      draft: { message_type: 'document' },
      file: { category: 'file', type: 'application/pdf', name: 'offer.pdf' },
      spare: ['document.filename']
    }
  ],
  sticker: [{ draft: { message_type: 'sticker' }, file: { category: 'sticker', type: 'image/webp' } }],
  location: [
    {
      draft: {
        message_type: 'location',
        content: { latitude: 48.1, longitude: 11.5, name: 'Shop', address: 'High St' }
      },
      spare: ['location.name', 'location.address']
    }
  ],
  contacts: [
    {
      draft: {
        message_type: 'contacts',
        content: {
          contacts: [
            {
              name: { formatted_name: 'Ada Okafor', first_name: 'Ada', last_name: 'Okafor' },
              phones: [{ phone: '+15550001111', type: 'WORK' }],
              emails: [{ email: 'ada@example.org' }],
              org: { company: 'Acme' },
              birthday: '1990-01-31'
            }
          ]
        }
      },
      spare: [
        'contacts.name.first_name',
        'contacts.name.last_name',
        'contacts.phones',
        'contacts.phones.phone',
        'contacts.phones.type',
        'contacts.emails',
        'contacts.emails.email',
        'contacts.org',
        'contacts.org.company',
        'contacts.birthday'
      ]
    }
  ],
  reaction: [
    { draft: { message_type: 'reaction', content: { emoji: '👍' }, reply_to: 'wamid.1' } },
    { draft: { message_type: 'reaction', content: { emoji: '' }, reply_to: 'wamid.1' } }
  ],
  template: [
    { draft: { message_type: 'template', content: { name: 'hello_world', language: 'en_US' } } },
    {
      draft: {
        message_type: 'template',
        content: {
          name: 'order_update',
          language: { code: 'en' },
          components: [
            {
              type: 'body',
              parameters: [
                { type: 'text', text: 'Ada' },
                { type: 'text', text: 'A-1' }
              ]
            },
            { type: 'button', sub_type: 'quick_reply', index: 0, parameters: [{ type: 'payload', payload: 'where' }] }
          ]
        }
      },
      spare: ['template.components.1.parameters']
    },
    {
      draft: {
        message_type: 'template',
        content: {
          name: 'garden_picks',
          language: 'en',
          components: [
            { type: 'body', parameters: [{ type: 'text', text: 'Ada' }] },
            {
              type: 'limited_time_offer',
              parameters: [
                { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_999_999_999_000 } }
              ]
            },
            { type: 'carousel', cards: [0, 1].map(card_index => ({ card_index, components: cardOf('4 €') })) }
          ]
        }
      },
      spare: [...[0, 1].map(place => `template.components.2.cards.${place}.components.2.parameters`)]
    }
  ],
  interactive: [
    interactive(
      {
        type: 'button',
        header,
        body,
        footer,
        action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] }
      },
      'header',
      'footer'
    ),
    interactive(
      {
        type: 'list',
        header,
        body,
        footer,
        action: { button: 'Choose', sections: [{ title: 'All', rows: [{ ...row, description: 'The first' }] }] }
      },
      'header',
      'footer',
      'action.sections.title',
      'action.sections.rows.description'
    ),
    interactive({
      type: 'cta_url',
      body,
      action: { name: 'cta_url', parameters: { display_text: 'Go', url: 'https://example.com' } }
    }),
    interactive({
      type: 'flow',
      body,
      action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Go' } }
    }),
    interactive({ type: 'location_request_message', body, action: { name: 'send_location' } }),
    interactive(
      { type: 'product', body, footer, action: { catalog_id: '1', product_retailer_id: 'p1' } },
      'body',
      'footer'
    ),
    interactive(
      {
        type: 'product_list',
        header,
        body,
        footer,
        action: { catalog_id: '1', sections: [{ title: 'All', product_items: products }] }
      },
      'footer',
      'action.sections.title'
    ),
    interactive({ type: 'catalog_message', body, footer, action: { name: 'catalog_message' } }, 'footer'),
    interactive({ type: 'call_permission_request', body, action: { name: 'call_permission_request' } }, 'body'),
    interactive({ type: 'contact_request', body, action: { name: 'contact_request' } })
  ]
}
