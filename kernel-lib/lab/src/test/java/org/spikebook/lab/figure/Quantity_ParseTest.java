package org.spikebook.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Quantity_ParseTest {

    @ParameterizedTest
    @CsvSource({"Latency [µs], Latency, µs, Latency (µs)", "Energy (nJ), Energy, nJ, Energy (nJ)", "Accuracy [-], Accuracy, -, Accuracy",
            "Layer, Layer, '', Layer"})
    void readsNameAndUnit(String text, String name, String unit, String label) {
        Quantity quantity = Quantity.parse(text);
        assertThat(quantity).isEqualTo(new Quantity(name, unit));
        assertThat(quantity.label()).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({"firingRate, Firing rate, ''", "energy_pJ, Energy, pJ", "latency_us, Latency, µs", "latency [cycles], Latency, cycles",
            "EDP, EDP, ''", "ptb_compute_cycles, Ptb compute, cycles", "T, T, ''", "timeWindow, Time window, ''", "edpOverLeast [-], EDP over least, -", "dramTraffic [bits], DRAM traffic, bits", "'energy.DRAM [nJ]', 'Energy, DRAM', nJ",
            "columnOccupancy [%], Column occupancy, %", "x, x, ''"})
    void readsColumnNames(String column, String name, String unit) {
        assertThat(Quantity.ofColumn(column)).isEqualTo(new Quantity(name, unit));
    }
}
