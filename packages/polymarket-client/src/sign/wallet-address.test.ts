import { expect, test } from 'vitest'
import { toAddress } from './address.ts'
import { walletAddresses } from './wallet-address.ts'

test('the wallets of a public test key are the ones the official client derives', () => {
  expect(walletAddresses(toAddress('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'))).toEqual({
    proxy: '0x365f0CA36Ae1f641E02fE3B7743673da42A13A70',
    safe: '0xd93B25cb943D14d0d34FBaF01Fc93a0f8b5F6E47',
    depositWalletV1: '0xdf8b9E8f9AB23f261F6e1B171B7454ae6E46Ba76',
    depositWallet: '0xBc0fF067b7740Eff76C1ca93c875Ba6B890d6B50',
  })
})
