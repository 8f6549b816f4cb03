package io.qnet.slirp.flow;

import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.host.Outside;
import io.qnet.slirp.ip.IcmpErrors;
import io.qnet.slirp.ip.PacketOutput;
import io.qnet.slirp.ip.SegmentHosts;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.clock.Deadlines;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What all flows of one gateway share. */
public record Segment(
    SegmentHosts hosts,
    Burst burst,
    Deadlines deadlines,
    PacketOutput output,
    IcmpErrors errors,
    Drops drops,
    Outside outside,
    Consumer<GatewayEvent> events,
    LongSupplier ids) {}
