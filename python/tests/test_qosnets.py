"""Bundles and tables against the engine's own logits and plain NumPy; QOSNETS_TEST_BUNDLE and QOSNETS_TEST_LOGITS name the files
that tests/doors/python.sh makes, QOSNETS_DATA the data folder."""

import gzip
import os
import threading
import time
import unittest
from pathlib import Path

import numpy as np
import qosnets

DATA = Path(os.environ["QOSNETS_DATA"])
BUNDLE = os.environ["QOSNETS_TEST_BUNDLE"]
LOGITS = os.environ["QOSNETS_TEST_LOGITS"]


def fashion(count):
    with gzip.open(DATA / "fashion-mnist" / "t10k-images-idx3-ubyte.gz") as file:
        return np.frombuffer(file.read(16 + 784 * count), np.uint8, offset=16).reshape(count, 1, 28, 28)


class BundleTests(unittest.TestCase):
    def setUp(self):
        self.bundle = qosnets.Bundle(BUNDLE)

    def test_logits_are_those_of_the_engine_to_the_bit(self):
        with np.load(LOGITS) as expected:
            for point in self.bundle.points:
                wanted = expected[f"logits/{point.name}"]
                for threads in (1, 3):
                    bundle = qosnets.Bundle(Path(BUNDLE).read_bytes(), threads)
                    np.testing.assert_array_equal(bundle.run(fashion(len(wanted)), point.name), wanted)

    def test_points_and_classes_are_described(self):
        self.assertEqual(self.bundle.shape, (1, 28, 28))
        self.assertEqual(len(self.bundle.classes), 10)
        self.assertEqual(self.bundle.classes[9], "Ankle boot")
        for point in self.bundle.points:
            self.assertAlmostEqual(point.saving, 1 - point.relative_power)
            self.assertEqual(point.saving, self.bundle.saving(point.name))
            self.assertTrue(0 < point.validation_top1 < 1)

    def test_a_switch_holds_for_runs_that_name_no_point(self):
        for point in reversed(self.bundle.points):
            self.bundle.switch(point.name)
            logits, ran = self.bundle.run_named(fashion(3))
            self.assertEqual(ran, point.name)
            np.testing.assert_array_equal(logits, self.bundle.run(fashion(3), point.name))

    def test_a_cascade_gives_each_image_the_logits_of_its_last_point(self):
        images, names = fashion(200), [p.name for p in self.bundle.points]
        alone = [self.bundle.run(images, name) for name in names]
        top = np.sort(alone[-1], 1)
        margin = np.median((top[:, -1] - top[:, -2]) / np.float32(self.bundle.points[-1].temperature))
        logits, ran = self.bundle.run_cascade(images, [names[-1], names[0]], [margin])
        self.assertEqual(set(ran), {0, len(names) - 1})
        for image, point in enumerate(ran):
            np.testing.assert_array_equal(logits[image], alone[point][image])

    def test_what_does_not_fit_is_refused_in_words(self):
        cases = [
            (TypeError, "float64", lambda: self.bundle.run(np.zeros((1, 1, 28, 28)))),
            (ValueError, r"\(batch, 1, 28, 28\)", lambda: self.bundle.run(np.zeros((1, 3, 28, 28), np.uint8))),
            (ValueError, "no operating point 'nonsense'", lambda: self.bundle.run(fashion(1), "nonsense")),
            (ValueError, "no operating point -1", lambda: self.bundle.run(fashion(1), -1)),
            (ValueError, "no operating point 99", lambda: self.bundle.switch(99)),
            (ValueError, "two or more different", lambda: self.bundle.run_cascade(fashion(1), [0], [])),
            (ValueError, "2 margins for 2", lambda: self.bundle.run_cascade(fashion(1), [0, 1], [1, 2])),
            (ValueError, "threads is -1", lambda: qosnets.Bundle(BUNDLE, threads=-1)),
            (qosnets.Error, "no such file", lambda: qosnets.Bundle("nowhere.qosnet")),
            (qosnets.Error, "the bundle in memory", lambda: qosnets.Bundle(b"no bundle at all")),
        ]
        for kind, words, action in cases:
            with self.subTest(words), self.assertRaisesRegex(kind, words):
                action()

    def test_a_closed_bundle_is_refused(self):
        with self.bundle:
            pass
        with self.assertRaisesRegex(qosnets.Error, "no open"):
            self.bundle.run(fashion(1))
        self.bundle.close()

    def test_no_images_give_no_logits(self):
        self.assertEqual(self.bundle.run(np.zeros((0, 1, 28, 28), np.uint8)).shape, (0, 10))

    def test_other_threads_go_on_while_a_call_runs(self):
        images, ticks, done = np.repeat(fashion(100), 100, 0), 0, threading.Event()

        def run():
            for _ in range(3):
                self.bundle.run(images, 0)
            done.set()

        worker = threading.Thread(target=run)
        worker.start()
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)
        worker.join()
        self.assertGreater(ticks, 10)


class TableTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.random = np.random.default_rng(7)
        unsigned = qosnets.Table.load(DATA / "evoapprox" / "mul8u.npz", "mul8u_NGR")
        cls.tables = [
            qosnets.Table.exact(),
            qosnets.Table.exact(signed=True),
            unsigned,
            qosnets.Table(cls.random.integers(0, 65536, (256, 256)), signed=False),
            qosnets.Table(cls.random.integers(-32768, 32768, (256, 256))),
        ]

    def operands(self, table, *shape):
        low, high = (-128, 128) if table.signed else (0, 256)
        return self.random.integers(low, high, shape, table.operand_type)

    @staticmethod
    def products(table, x, w):
        return table.products[x.view(np.uint8), w.view(np.uint8)].astype(np.int64)

    def test_matmul_is_the_sum_of_looked_up_products(self):
        for table in self.tables:
            for m, n, k in [(1, 1, 1), (5, 3, 17), (33, 9, 70), (0, 2, 3)]:
                x, w = self.operands(table, m, k), self.operands(table, n, k)
                expected = self.products(table, x[:, None], w[None]).sum(-1)
                np.testing.assert_array_equal(qosnets.matmul(table, x, w), expected)
                np.testing.assert_array_equal(qosnets.matmul(table, np.asfortranarray(x), w, threads=2), expected)

    def test_conv2d_is_the_sum_over_windows(self):
        for table in self.tables:
            for groups, stride, padding, dilation in [(1, 1, 0, 1), (2, 2, 1, 1), (1, (1, 2), (2, 0), (2, 1)), (4, 1, 1, 1)]:
                x, w = self.operands(table, 2, 4, 9, 8), self.operands(table, 8, 4 // groups, 3, 2)
                outside = int(self.operands(table, 1)[0])
                actual = qosnets.conv2d(table, x, w, stride, padding, dilation, groups, pad_value=outside)
                np.testing.assert_array_equal(actual, self.windows(table, x, w, stride, padding, dilation, groups, outside))

    def windows(self, table, x, w, stride, padding, dilation, groups, outside):
        (sh, sw), (ph, pw), (dh, dw) = ((v, v) if isinstance(v, int) else v for v in (stride, padding, dilation))
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=outside)
        rows = (x.shape[2] - dh * (w.shape[2] - 1) - 1) // sh + 1
        columns = (x.shape[3] - dw * (w.shape[3] - 1) - 1) // sw + 1
        result = np.zeros((len(x), len(w), rows, columns), np.int64)
        for o in range(len(w)):
            first = o // (len(w) // groups) * w.shape[1]
            for r in range(rows):
                for c in range(columns):
                    window = x[:, first : first + w.shape[1], r * sh :: dh, c * sw :: dw][..., : w.shape[2], : w.shape[3]]
                    result[:, o, r, c] = self.products(table, window, w[o][None]).sum((1, 2, 3))
        return result

    def test_error_metrics_are_those_of_numpy(self):
        for table in self.tables:
            operands = np.arange(256).astype(np.uint8).view(table.operand_type).astype(np.int64)
            exact = np.outer(operands, operands)
            error = table.products - exact
            metrics = qosnets.error_metrics(table)
            self.assertAlmostEqual(metrics.mean_absolute_error, np.abs(error).mean(), 6)
            self.assertEqual(metrics.worst_case_error, np.abs(error).max())
            self.assertAlmostEqual(metrics.error_probability, (error != 0).mean(), 12)
            self.assertAlmostEqual(metrics.mean_relative_error, (np.abs(error)[exact != 0] / np.abs(exact[exact != 0])).mean(), 9)
            self.assertAlmostEqual(metrics.mean_error, error.mean(), 6)
            self.assertAlmostEqual(metrics.variance / max(error.var(), 1), error.var() / max(error.var(), 1), 9)

    def test_tables_come_back_from_numpy_files(self):
        import tempfile

        for table in self.tables:
            with tempfile.TemporaryDirectory() as folder:
                np.save(Path(folder) / "t.npy", table.products)
                back = qosnets.Table.load(Path(folder) / "t.npy", signed=table.signed)
            np.testing.assert_array_equal(back.products, table.products)
            self.assertEqual(back.signed, table.signed)

    def test_what_does_not_fit_is_refused_in_words(self):
        table, signed = self.tables[0], self.tables[1]
        x, w = self.operands(table, 4, 5), self.operands(table, 3, 6)
        image, kernel = self.operands(table, 1, 2, 5, 5), self.operands(table, 2, 2, 3, 3)
        library = DATA / "evoapprox" / "mul8u.npz"
        cases = [
            (ValueError, "5 and 6 products", lambda: qosnets.matmul(table, x, w)),
            (TypeError, "x is float64", lambda: qosnets.matmul(table, x * 1.0, w)),
            (TypeError, "signed operands takes int8", lambda: qosnets.matmul(signed, x, x)),
            (ValueError, "1 dimensions", lambda: qosnets.matmul(table, x[0], w)),
            (ValueError, "threads is -2", lambda: qosnets.matmul(table, x, x, threads=-2)),
            (ValueError, "do not fit 2 groups", lambda: qosnets.conv2d(table, image, kernel, groups=2)),
            (ValueError, "do not fit 0 groups", lambda: qosnets.conv2d(table, image, kernel, groups=0)),
            (ValueError, "exceeds the padded image", lambda: qosnets.conv2d(table, image, kernel, dilation=3)),
            (ValueError, "pad_value is 256", lambda: qosnets.conv2d(table, image, kernel, pad_value=256)),
            (ValueError, "at least 1", lambda: qosnets.conv2d(table, image, kernel, stride=0)),
            (ValueError, "whole numbers", lambda: qosnets.Table(np.zeros((256, 256)))),
            (ValueError, "0..65535", lambda: qosnets.Table(np.full((256, 256), 65536))),
            (ValueError, "name one", lambda: qosnets.Table.load(library)),
            (qosnets.Error, "nearest are", lambda: qosnets.Table.load(library, "mul8u_NGS")),
            (qosnets.Error, "", lambda: qosnets.Table.load("nowhere.npz", "x")),
        ]
        for kind, words, action in cases:
            with self.subTest(words), self.assertRaisesRegex(kind, words):
                action()


if __name__ == "__main__":
    unittest.main()
