// What AWS's data sources are known to give: which attributes are words without a wildcard, and where AWS keeps its managed policies.
// It reads no block.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/caller_identity
import { samples } from "../../model/sample";

const sampled: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_caller_identity: { account_id: samples.account, id: samples.account },
  aws_partition: { partition: samples.partition, id: samples.partition, dns_suffix: samples.suffix },
  aws_region: { name: samples.region, id: samples.region, region: samples.region },
};

/** A text that the attribute might be, where it surely is one without a wildcard; undefined where nothing is known of it. */
export function sampleOf(dataSource: string, attribute: string): string | undefined {
  return sampled[dataSource]?.[attribute];
}
