/** @file What other features use of the audit. */
export { useAuditOffer } from './use-audit-offer.ts'
