/**
 * The five tables on which papers about flows are compared, POWER, GAS, HEPMASS, MINIBOONE and
 * BSDS300, from the files of "Masked Autoregressive Flow for Density Estimation" (Papamakarios,
 * Pavlakou, Murray, 2017) to the rows that the papers train, validate and test on. Nothing is
 * downloaded.
 */
package normflow.published;
