// Examples of texts that are known only as to their kind: an account's number, a partition, a region. None of them holds a wildcard.

/** AWS's documentation has this account for examples. */
export const samples = {
  account: "123456789012",
  partition: "aws",
  region: "us-east-1",
  suffix: "amazonaws.com",
} as const;
