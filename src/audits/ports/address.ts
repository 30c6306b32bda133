/**
 * What an address listened on takes up. `every`: all of IPv4 and IPv6, as `::` does unless a program asks for IPv6 alone
 * (ipv6(7), IPV6_V6ONLY); an agent without `host` is taken to. `ipv4`: all of IPv4.
 */
export type Reach =
  | { readonly kind: 'every' }
  | { readonly kind: 'ipv4' }
  | { readonly kind: 'one'; readonly address: string; readonly isIpv6: boolean };

/** The reach of the `host` of an agent. */
export function reachOf(host: string | undefined): Reach {
  const address = (host ?? '')
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1');
  if (address === '' || address === '*' || address === '::') return { kind: 'every' };
  if (address === '0.0.0.0') return { kind: 'ipv4' };
  if (address === 'localhost') return { kind: 'one', address: '127.0.0.1', isIpv6: false };
  return { kind: 'one', address, isIpv6: address.includes(':') };
}

/** Whether two listeners on these addresses of one machine cannot have the same port. */
export function overlap(a: Reach, b: Reach): boolean {
  if (a.kind === 'every' || b.kind === 'every') return true;
  if (a.kind === 'one' && b.kind === 'one') return a.address === b.address;
  return !(a.kind === 'one' && a.isIpv6) && !(b.kind === 'one' && b.isIpv6);
}
