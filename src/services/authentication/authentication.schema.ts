/** Operators, arrays and numbers are no e-mails and no passwords. */
export { loginAttemptSchema } from '../../actions/login-attempt.ts'
