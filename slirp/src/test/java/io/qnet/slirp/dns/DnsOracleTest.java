package io.qnet.slirp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.kit.Cases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.DnsDomainName;
import org.pcap4j.packet.DnsPacket;
import org.pcap4j.packet.DnsRDataA;
import org.pcap4j.packet.DnsRDataAaaa;
import org.pcap4j.packet.DnsRDataPtr;
import org.pcap4j.packet.DnsResourceRecord;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.namednumber.DnsClass;
import org.pcap4j.packet.namednumber.DnsOpCode;
import org.pcap4j.packet.namednumber.DnsRCode;
import org.pcap4j.packet.namednumber.DnsResourceRecordType;

/** A stranger writes the queries and reads the answers: pcap4j. */
class DnsOracleTest {
  private static final String LETTERS = "abcxyzABCXYZ019-_";

  @Test
  @DisplayName("pcap4j's queries are understood, and it finds the table's addresses in our answers")
  void addresses() {
    Cases.check(
        500,
        random -> {
          String name = name(random);
          List<IpAddress> addresses = addresses(random);
          HostNames names = HostNames.none().plus(Map.of(name, addresses));
          boolean six = random.nextBoolean();
          DnsResourceRecordType type = six ? DnsResourceRecordType.AAAA : DnsResourceRecordType.A;
          DnsPacket answer = ask(names, shout(name, random), type, random.nextInt(1 << 16));
          List<String> expected = new ArrayList<>();
          for (IpAddress address : addresses) {
            if (address instanceof Ipv6Address == six) {
              expected.add(address.toString());
            }
          }
          assertThat(answer.getHeader().getAnswers())
              .extracting(record -> address(record))
              .containsExactlyElementsOf(expected);
        });
  }

  @Test
  @DisplayName("pcap4j finds the name of an address in our answers")
  void names() {
    Cases.check(
        500,
        random -> {
          String name = name(random);
          IpAddress address = addresses(random).get(0);
          HostNames names = HostNames.none().plus(Map.of(name, List.of(address)));
          String reverse = HostNames.reverseName(address);
          DnsPacket answer = ask(names, reverse, DnsResourceRecordType.PTR, 1);
          assertThat(answer.getHeader().getAnswers()).hasSize(1);
          DnsRDataPtr pointer = (DnsRDataPtr) answer.getHeader().getAnswers().get(0).getRData();
          assertThat(pointer.getPtrDName().toString()).isEqualTo(name.toLowerCase(Locale.ROOT));
        });
  }

  private static DnsPacket ask(HostNames names, String name, DnsResourceRecordType type, int id)
      throws IllegalRawDataException {
    ByteBuf query = Unpooled.wrappedBuffer(query(name, type, id).getRawData());
    DnsView view = DnsView.of(query);
    assertThat(view.checkQuery()).isNull();
    DnsQuestion question = Objects.requireNonNull(DnsQuestion.read(view));
    ByteBuf answer =
        Objects.requireNonNull(
            DnsAnswer.local(view, question, names, new GuestNames(""), DnsAnswer.TCP_LIMIT));
    byte[] octets = ByteBufUtil.getBytes(answer);
    assertThat(answer.release()).isTrue();
    DnsPacket packet = DnsPacket.newPacket(octets, 0, octets.length);
    assertThat(packet.getHeader().getId()).isEqualTo((short) id);
    assertThat(packet.getHeader().isResponse()).isTrue();
    assertThat(packet.getHeader().isAuthoritativeAnswer()).isTrue();
    assertThat(packet.getHeader().isTruncated()).isFalse();
    assertThat(packet.getHeader().getrCode()).isEqualTo(DnsRCode.NO_ERROR);
    assertThat(packet.getHeader().getQuestions()).hasSize(1);
    assertThat(packet.getHeader().getQuestions().get(0).getQName()).hasToString(name);
    for (DnsResourceRecord record : packet.getHeader().getAnswers()) {
      String owner = record.getName().decompress(octets);
      assertThat(owner).isEqualTo("." + name); // pcap4j puts a dot where it follows a pointer
      assertThat(record.getDataType()).isEqualTo(type);
    }
    return packet;
  }

  private static DnsPacket query(String name, DnsResourceRecordType type, int id) {
    DnsDomainName domain = new DnsDomainName.Builder().labels(name.split("\\.", -1)).build();
    org.pcap4j.packet.DnsQuestion question =
        new org.pcap4j.packet.DnsQuestion.Builder()
            .qName(domain)
            .qType(type)
            .qClass(DnsClass.IN)
            .build();
    return new DnsPacket.Builder()
        .id((short) id)
        .opCode(DnsOpCode.QUERY)
        .rCode(DnsRCode.NO_ERROR)
        .recursionDesired(true)
        .qdCount((short) 1)
        .questions(List.of(question))
        .answers(List.of())
        .authorities(List.of())
        .additionalInfo(List.of())
        .build();
  }

  private static String address(DnsResourceRecord record) {
    return record.getRData() instanceof DnsRDataA four
        ? IpAddress.of(four.getAddress()).toString()
        : IpAddress.of(((DnsRDataAaaa) record.getRData()).getAddress()).toString();
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    for (int labels = 1 + random.nextInt(4); labels > 0; labels--) {
      for (int letters = 1 + random.nextInt(20); letters > 0; letters--) {
        name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      name.append(labels > 1 ? "." : "");
    }
    return name.toString();
  }

  private static String shout(String name, Random random) {
    return random.nextBoolean() ? name.toUpperCase(Locale.ROOT) : name;
  }

  private static List<IpAddress> addresses(Random random) {
    List<IpAddress> addresses = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      addresses.add(
          random.nextBoolean()
              ? new Ipv4Address(0x0a000000 | random.nextInt(1 << 24))
              : new Ipv6Address(0x20010db8_00000000L | random.nextInt(99), random.nextLong()));
    }
    return addresses.stream().distinct().toList();
  }
}
