const BY_NUMBER: Readonly<Record<string, string>> = { '-1': 'all', '1': 'icmp', '6': 'tcp', '17': 'udp', '47': 'gre', '58': 'icmpv6' };

/** A protocol as rules name it: by name in any case, or by its number (IANA); `-1` is all. */
export function protocolName(text: string): string {
  const name = text.trim().toLowerCase();
  return BY_NUMBER[name] ?? name;
}
