package io.qnet.vde.stp;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The networks that the standards draw. */
class FiguresTest {
  @Test
  @DisplayName("IEEE 802.1D-1998 figure 8-2: five bridges, and the same tree by either protocol")
  void figure82() {
    String network =
        """
        bridge s42 0x42 = a b
        bridge s97 0x97 = c:5 a:10 d:5
        bridge s45 0x45 = b:10 e
        bridge s57 0x57 = b:5 e:5
        bridge s83 0x83 = a:5 e:5
        """;
    String tree =
        """
        check s42 = root
        check s97 = %1$s R:10 %1$s
        check s45 = R:10 A
        check s57 = R:5 D
        check s83 = R:5 A
        """;
    TopologyScript.play(network + "start\nsettle 40 s\nrun 1 s\nrun 40 s\n" + tree.formatted("E"));
    String old = network.replaceAll("bridge (\\S+)(.*)\n", "bridge $1$2\nversion $1 stp\n");
    TopologyScript.play(old + "start\nsettle 35 s\nrun 40 s\n" + tree.formatted("D"));
  }

  private static final String FIGURE_17_4 =
      """
      bridge s111 0x111 = a b e c
      bridge s222 0x222 = a b d f
      bridge s333 0x333 = c d l j h g
      bridge s444 0x444 = e f n m k i
      bridge s555 0x555 = g i 5x 5y
      bridge s666 0x666 = h k 6x 6y
      bridge s777 0x777 = j m 7x 7y
      bridge s888 0x888 = l n 8x 8y
      start
      """;

  @Test
  @DisplayName("IEEE 802.1D-2004 figures 17-4 and 17-5: a backbone of four with four at its edge")
  void figure174() {
    TopologyScript.play(
        FIGURE_17_4
            + """
            settle 4 s   # the edge ports of 555 to 888 wait 3 s for a bridge
            check s111 = root
            check s222 = R:20000 A D D
            check s333 = R:20000 A D D D D
            check s444 = R:20000 A D D D D
            check s555 = R:40000 A E E
            check s666 = R:40000 A E E
            check s777 = R:40000 A E E
            check s888 = R:40000 A E E
            plug s888 4 8x   # both ports on one wire
            settle 3 s
            run 1 s
            check s888 = R:40000 A D B
            check s777 = R:40000 A E E
            """);
  }

  @Test
  @DisplayName("IEEE 802.1D-2004 figure 17-6: a ring of rings; the far end costs 600000 by default")
  void figure176() {
    TopologyScript.play(
        """
        bridge s111 0x111 = a b l
        bridge s222 0x222 = b c d
        bridge s333 0x333 = d e f
        bridge s444 0x444 = f g h
        bridge s555 0x555 = j h i
        bridge s666 0x666 = l j k
        start
        settle 4 s
        run 1 s
        check s111 = root
        check s222 = R:20000 E D
        check s333 = R:40000 E D
        check s444 = R:60000 E A
        check s555 = R:40000 D E
        check s666 = R:20000 D E
        """);
  }

  @Test
  @DisplayName("IEEE 802.1D-2004 figure 17-7: two links between two bridges, and a port's priority")
  void figure177() {
    TopologyScript.play(
        """
        bridge s000 0x0 = b
        bridge s111 0x111 = a b d f h g e c
        bridge s222 0x222 = g h j l n m k i
        start
        settle 4 s
        run 1 s
        check s000 = root
        check s111 = E R:20000 E E D D E E
        check s222 = A R:40000 E E E E E E
        rank s111 6 112
        settle 1 s
        run 100 ms
        check s222 = R:40000 A E E E E E E
        """);
  }

  @Test
  @DisplayName("two cables between two bridges, both ends on one wire: alternate and backup")
  void repeated() {
    TopologyScript.play(
        """
        bridge s1 0x111 = a a
        bridge s2 0x222 = a a
        start
        settle 35 s    # a wire of four: nobody can agree, so timers decide
        run 40 s
        check s1 = root
        check s1 = D B
        check s2 = R:20000 A
        rank s2 1 144
        settle 40 s
        run 40 s
        check s2 = A R:20000
        """);
  }

  @Test
  @DisplayName("each of four bridges becomes the root in turn, as priorities go down")
  void roots() {
    TopologyScript.play(
        """
        bridge s0 0x111 = a b d c
        bridge s1 0x222 = a b f e
        bridge s2 0x333 = c d g h
        bridge s3 0x444 = e f g h
        start
        settle 1 s
        check s0 = root
        check s1 = R:20000 A D D
        check s2 = A R:20000 D D
        check s3 = A R:40000 A A
        run 9 s
        priority s1 28672
        settle 1 s
        run 9 s
        check s0 = R:20000 A D D
        check s1 = root
        check s2 = A R:40000 A A
        check s3 = A R:20000 D D
        priority s2 24576
        settle 1 s
        run 9 s
        check s0 = D D A R:20000
        check s1 = R:40000 A A A
        check s2 = root
        check s3 = D D R:20000 A
        priority s3 20480
        settle 1 s
        check s3 = root
        check s0 = A A A R:40000
        check s1 = D D A R:20000
        check s2 = D D R:20000 A
        """);
  }
}
