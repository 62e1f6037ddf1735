import { Refusal } from '../model/errors.ts'
import type { Address } from './address-for.ts'
import type { Draft } from './draft.ts'
import type { Scope } from './scope.ts'
import { readCatalogue, type TemplateRow, templatesNamed } from './template-row.ts'

/**
 * Checks a template message against the catalogue, and gives it the words that its customer reads. Before the catalogue
 * has been read nobody but the provider can tell.
 * @throws Refusal `unknown_template`, `template_not_approved`, `template_mismatch`
 */
export async function checkTemplate(scope: Scope, draft: Draft, { channel }: Address): Promise<Draft> {
  const { templates } = scope.house.channel(channel.channel_type)
  const { content } = draft
  if (draft.message_type !== 'template' || !templates || !content) return draft
  const catalogue = await readCatalogue(scope.tx, channel.organization_id, channel.id)
  if (!catalogue?.synced_at) return draft

  const name = String(content['name'])
  const language = languageOf(content['language'])
  const known = await templatesNamed(scope.tx, channel.organization_id, channel.id, name)
  const template = known.find(each => each.language === language)
  if (!template) throw unknown(name, language, known)
  mustBeApproved(template)
  const objection = templates.objection(template, content)
  if (objection)
    throw new Refusal('template_mismatch', { message: objection.message, data: { field: objection.field } })
  return {
    ...draft,
    message_text: templates.words(template, content) ?? draft.message_text ?? null,
    metadata: { ...draft.metadata, template_category: template.category }
  }
}

function languageOf(language: unknown): string {
  return typeof language === 'object' && language !== null && 'code' in language
    ? String(language.code)
    : String(language)
}

function unknown(name: string, language: string, others: readonly TemplateRow[]): Refusal {
  const languages = others.map(each => each.language)
  const message =
    languages.length > 0
      ? `The template ${name} is not there in ${language}, but in ${languages.join(', ')}.`
      : `There is no template ${name}.`
  return new Refusal('unknown_template', { message, data: { name, language, languages } })
}

function mustBeApproved({ name, language, status, rejected_reason }: TemplateRow): void {
  if (status === 'APPROVED') return
  const why = rejected_reason === null ? '' : ` (${rejected_reason})`
  throw new Refusal('template_not_approved', {
    message: `The template ${name} in ${language} is ${status.toLowerCase()}${why}; only approved ones can be sent.`,
    data: { name, language, status }
  })
}
