package io.qnet.wire;

/**
 * Why a frame, packet, segment or message went nowhere. Each that goes nowhere is counted under
 * exactly one.
 */
public enum DropReason {
  NO_PEER("nobody is plugged in at the other end of the link"),
  LINK_FULL("the peer does not read fast enough and the link's queue is full"),
  OVERSIZE("the frame is longer than the link or the protocol carries"),
  TRUNCATED("the octets end before the header or the announced length does"),
  BAD_LENGTH("a length field contradicts itself or the packet around it"),
  BAD_CHECKSUM("the checksum is wrong"),
  BAD_VERSION("the IP version is not the one the Ethernet type announces"),
  BAD_OPTION("an option's length is impossible"),
  BAD_ADDRESS("the source or destination address may not appear on a network"),
  BAD_FLAGS("the combination of TCP flags is impossible"),
  BAD_MESSAGE("the message does not follow its protocol"),
  BAD_FRAGMENT("a fragment contradicts the datagram it belongs to"),
  FRAGMENT_OVERLAP("fragments of one datagram overlap (RFC 5722)"),
  FRAGMENT_TIMEOUT("the rest of a fragmented datagram did not arrive in time"),
  TTL_EXPIRED("the time to live ran out here"),
  UNSUPPORTED("a protocol that is not spoken here"),
  NOT_FOR_US("addressed to another station"),
  NO_RECEIVER("no service or flow takes it"),
  PROHIBITED("the mode or an option forbids it"),
  OUT_OF_STATE("it belongs to no connection, or to one that cannot take it now"),
  OUT_OF_WINDOW("the sequence numbers lie outside the window"),
  RATE_LIMITED("more of these came than are answered"),
  TABLE_FULL("a table is full: it was refused, or had to make room"),
  SELF_SENT("it claims to come from one of our own addresses"),
  SAME_PORT("its destination is at the port that it came from"),
  NOT_IN_VLAN("the port it came from is not a member of its VLAN"),
  PORT_BLOCKED("the spanning tree keeps the port that it came from out of the traffic"),
  SOURCE_REFUSED("the port takes other stations, or has as many as it may have"),
  DHCP_REFUSED("a DHCP server where none is trusted, or a client that names another's card"),
  ARP_REFUSED("the sender of an ARP message has no lease for the address that he claims"),
  DISGUISED("what it carries is hidden where rules look at it: in a second tag, or in 802.2"),
  ISOLATED("its destination is at a port that is isolated, as the one is that it came from"),
  STORM("more frames for everybody came in at the port than it may send"),
  LOOPED("this switch had sent it itself: there is a loop"),
  IMPAIRED("the link was told to lose it"),
  HOST_REFUSED("the host's own network did not take it"),
  FAULT("our own code failed on it; the log has the error");

  private final String sentence;

  DropReason(String sentence) {
    this.sentence = sentence;
  }

  /** What happened, in words. */
  public String sentence() {
    return sentence;
  }
}
