"""Makes small files in the formats of the tabular benchmark, and what numpy makes of them.

The steps are those of "Masked Autoregressive Flow for Density Estimation" (Papamakarios et al.,
2017), written again from its description with numpy's own functions, so that the Java code has
something else than itself to be held against. Run in this folder; needs numpy and h5py.
"""

import h5py
import numpy as np

ROWS = 130


def tenths(table):
    test = int(0.1 * len(table))
    known = table[:-test]
    validation = int(0.1 * len(known))
    return known[:-validation], known[-validation:], table[-test:]


def save(name, parts):
    np.save(name, np.ascontiguousarray(np.vstack(parts)))


def standardised_before_test(table):
    train, validation, test = tenths(table)
    known = np.vstack((train, validation))
    mean, deviation = known.mean(axis=0), known.std(axis=0)
    return [(part - mean) / deviation for part in (train, validation, test)]


def power():
    rng = np.random.RandomState(1)
    data = np.round(rng.gamma(2.0, 1.0, size=(ROWS, 8)) * [1, 0.1, 240, 4, 1, 2, 10, 0.3], 3)
    np.save("power-data.npy", data)
    rng = np.random.RandomState(42)
    rng.shuffle(data)
    data = np.delete(np.delete(data, 3, axis=1), 1, axis=1)
    voltage = 0.01 * rng.rand(ROWS, 1)
    active = 0.001 * rng.rand(ROWS, 1)
    metering = rng.rand(ROWS, 3)
    data = data + np.hstack((active, voltage, metering, np.zeros((ROWS, 1))))
    save("power-expected.npy", standardised_before_test(data))


def gas():
    rng = np.random.RandomState(2)
    # Eight groups of two sensors; what a group shares is nearly all of it.
    shared = rng.randn(ROWS, 8)
    data = np.empty((ROWS, 16))
    for c in range(16):
        data[:, c] = (c + 1) * (shared[:, c // 2] + 0.05 * rng.randn(ROWS)) + 100
    np.save("gas-ethylene_CO.npy", data)
    while True:
        close = (np.corrcoef(data.T) > 0.98).sum(axis=1) > 1
        if not close.any():
            break
        data = np.delete(data, np.where(close)[0][0], axis=1)
    data = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    save("gas-expected.npy", tenths(data))


def hepmass():
    rng = np.random.RandomState(3)
    header = "# label," + ",".join("f%d" % i for i in range(27))
    parts = []
    for name, more in (("train", ""), ("test", ",mass")):
        label = (rng.rand(ROWS) < 0.5).astype(float)
        data = rng.randn(ROWS, 27) + label[:, None]
        discrete = [5, 9, 13, 17, 21, 26]
        data[:, discrete] = np.floor(3 * rng.rand(ROWS, 6)) + 0.25
        # Repeated, but not at its least value: the published code keeps it.
        data[:, 2] = np.where(data[:, 2] > 0, 0.5, data[:, 2])
        data = np.round(data, 6)
        rows = [header + more]
        for y, x in zip(label, data):
            rows.append(",".join(repr(float(v)) for v in [y, *x]) + (",1000.0" if more else ""))
        with open("hepmass-1000_%s.csv" % name, "w") as file:
            file.write("\n".join(rows) + "\n")
        parts.append(data[label == 1])
    train, test = parts
    mean, deviation = train.mean(axis=0), train.std(axis=0, ddof=1)
    train, test = (train - mean) / deviation, (test - mean) / deviation
    kept = [c for c in range(27) if (train[:, c] == train[:, c].min()).sum() <= 5]
    assert len(kept) == 21, kept
    validation = int(len(train) * 0.1)
    save(
        "hepmass-expected.npy",
        [train[:-validation, kept], train[-validation:, kept], test[:, kept]],
    )


def miniboone():
    rng = np.random.RandomState(4)
    # Chosen columns come out column-major.
    data = rng.standard_exponential((ROWS, 50))[:, np.arange(3, 46)]
    assert data.flags.f_contiguous
    np.save("miniboone-data.npy", data)
    save("miniboone-expected.npy", standardised_before_test(data))


def bsds300():
    rng = np.random.RandomState(5)
    parts = [rng.randn(rows, 63).astype("<f4") for rows in (30, 4, 9)]
    with h5py.File("bsds300-BSDS300.hdf5", "w") as file:
        file["train"] = parts[0].astype("<f8")
        file.create_dataset("validation", data=parts[1], chunks=(3, 20), compression="gzip")
        file["test"] = parts[2]
    save("bsds300-expected.npy", [part.astype("<f8") for part in parts])


if __name__ == "__main__":
    power()
    gas()
    hepmass()
    miniboone()
    bsds300()
    stream = np.random.RandomState(42)
    print("rand", [repr(v) for v in stream.rand(3)])
    order = np.arange(12)
    stream.shuffle(order)
    print("shuffle", order.tolist())
