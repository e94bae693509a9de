/** Which customers a billing account pays for, so that one in use isn't deleted. */
export const onboarding = `
CREATE INDEX customer_by_billing_account ON entity (json_extract(doc, '$.billingAccountId'))
  WHERE kind = 30 AND json_extract(doc, '$.billingAccountId') IS NOT NULL;
`;
